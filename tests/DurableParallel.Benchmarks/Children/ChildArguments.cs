using System.Globalization;

namespace DurableParallel.Benchmarks.Children;

/// <summary>Numbers as arguments of a process.</summary>
internal static class ChildArguments
{
    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
