using System.Diagnostics;
using System.Globalization;

namespace DurableParallel.Engine.Tests;

/// <summary>A real process with an engine of its own, to be traced, waited for or killed.</summary>
internal sealed class ProbeProcess : IDisposable
{
    private readonly Process _process;

    private ProbeProcess(Process process) => _process = process;

    /// <summary>Starts the process, below another program if one is given.</summary>
    public static ProbeProcess Start(string[] arguments, params string[] below)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var probe = Path.Combine(AppContext.BaseDirectory, "DurableParallel.Engine.Probe.dll");
        string[] command = [.. below, host, "exec", probe, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new ProbeProcess(Process.Start(start)!);
    }

    /// <summary>Waits until the process has done what it was started for, and returns its id.</summary>
    public async Task<int> ReadyAsync(CancellationToken cancellationToken)
    {
        var line = await _process.StandardOutput.ReadLineAsync(cancellationToken);
        line.Should().StartWith("ready ");
        return int.Parse(line.AsSpan("ready ".Length), CultureInfo.InvariantCulture);
    }

    /// <summary>Waits for the end of the process, and returns what it said and its exit code.</summary>
    public async Task<(string Output, int ExitCode)> EndAsync(CancellationToken cancellationToken)
    {
        var output = await _process.StandardOutput.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return (output, _process.ExitCode);
    }

    /// <summary>Kills the process as kill -9 does, and waits until it is gone.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(cancellationToken);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
