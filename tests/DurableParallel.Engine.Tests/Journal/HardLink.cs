using System.Diagnostics;

namespace DurableParallel.Engine.Tests;

/// <summary>A second name of a file, which .NET itself cannot make.</summary>
internal static class HardLink
{
    public static void Create(string path, string second)
    {
        using var process = Process.Start("ln", [path, second]);
        process.WaitForExit();
        process.ExitCode.Should().Be(0);
    }
}
