using System.Diagnostics;
using System.Text.Json;

namespace DurableParallel.Benchmarks.Children;

/// <summary>This program once more, as a process below this one.</summary>
internal static class ChildProcess
{
    /// <summary>The first argument of such a process.</summary>
    public const string Verb = "child";

    private static readonly Dictionary<string, string> None = [];

    private const int KilledExitCode = 128 + 9;

    /// <summary>The figures that a child printed.</summary>
    public static async Task<Dictionary<string, double>> MeasureAsync(IChild child, params string[] arguments) =>
        ReadFigures(await RunAsync([Verb, child.Name, .. arguments], None));

    /// <summary>The figures that a child printed that ran below another program.</summary>
    public static async Task<Dictionary<string, double>> MeasureBelowAsync(string[] below, IChild child, params string[] arguments) =>
        ReadFigures(await RunAsync([Verb, child.Name, .. arguments], None, below));

    /// <summary>Runs a child that kills itself.</summary>
    public static async Task UntilKilledAsync(IChild child, params string[] arguments)
    {
        using var process = Start([Verb, child.Name, .. arguments], None);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != KilledExitCode)
        {
            throw new InvalidOperationException($"The process ended with {process.ExitCode} and should have been killed. It wrote: {output}");
        }
    }

    /// <summary>Runs this program with the arguments and returns the lines that it wrote.</summary>
    public static async Task<string[]> RunAsync(string[] arguments, Dictionary<string, string> variables, params string[] below)
    {
        using var process = Start(arguments, variables, below);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with {process.ExitCode}. It wrote: {output}");
    }

    private static Process Start(string[] arguments, Dictionary<string, string> variables, params string[] below)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string[] command = [.. below, host, "exec", typeof(ChildProcess).Assembly.Location, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static Dictionary<string, double> ReadFigures(string[] output) => JsonSerializer.Deserialize<Dictionary<string, double>>(output[^1])!;
}
