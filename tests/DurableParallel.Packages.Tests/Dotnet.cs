using System.Diagnostics;

namespace DurableParallel.Packages;

/// <summary>The dotnet command, in an environment that is not that of the running tests.</summary>
internal static class Dotnet
{
    // What a build around these tests leaves behind would send the inner one to its own files.
    private static readonly string[] Inherited = ["MSBuild", "VSTEST", "DOTNET_CLI_", "NUGET_PACKAGES", "RestorePackagesPath"];

    /// <summary>Runs it and returns its exit code with all that it said.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => Inherited.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Runs what must succeed.</summary>
    public static async Task<string> SucceedAsync(string folder, params string[] arguments)
    {
        var (code, output) = await RunAsync(folder, arguments);
        code.Should().Be(0, $"of dotnet {string.Join(' ', arguments)}, which said:\n{output.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)}\n");
        return output;
    }
}
