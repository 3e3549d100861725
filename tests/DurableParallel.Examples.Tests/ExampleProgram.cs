using System.Diagnostics;

namespace DurableParallel.Examples.Tests;

/// <summary>A program of the folder examples, run as somebody would run it.</summary>
internal sealed record ExampleProgram(int ExitCode, string Output, string Errors)
{
    public static async Task<ExampleProgram> RunAsync(string name, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [PathOf(name), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new ExampleProgram(process.ExitCode, await output, await errors);
    }

    // The tests were built with the same configuration as the examples, and both into their projects' own folders.
    public static string PathOf(string name)
    {
        var here = AppContext.BaseDirectory;
        var root = here[..here.LastIndexOf($"{Path.DirectorySeparatorChar}tests{Path.DirectorySeparatorChar}", StringComparison.Ordinal)];
        var build = Path.GetRelativePath(Path.Combine(root, "tests", "DurableParallel.Examples.Tests"), here);
        return Path.Combine(root, "examples", name, build, $"{name}.dll");
    }
}
