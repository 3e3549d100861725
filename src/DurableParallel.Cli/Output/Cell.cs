using System.Runtime.InteropServices;
using Spectre.Console;

namespace DurableParallel.Cli.Output;

/// <summary>A text and its colour; null is the terminal's own.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Cell(string? Text, Color? Colour = null)
{
    public static implicit operator Cell(string? text) => new(text);
}
