using System.Diagnostics;

namespace DurableParallel.Reliability;

/// <summary>A process of the probe or of the server, below another program if one is given.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;

    private Child(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public static Child Start(string[] arguments, params string[] below) => StartProgram("DurableParallel.Reliability.Probe.dll", arguments, below);

    public static Child StartServer(string[] arguments, params string[] below) => StartProgram("DurableParallel.Server.dll", arguments, below);

    private static Child StartProgram(string program, string[] arguments, string[] below)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string[] command = [.. below, host, "exec", Path.Combine(AppContext.BaseDirectory, program), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };

        // A tenth less of the time of a short life goes into being compiled twice.
        start.Environment["DOTNET_TieredPGO"] = "0";
        return new Child(Process.Start(start)!);
    }

    public Task<string?> ReadLineAsync(CancellationToken cancellationToken) => _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask();

    /// <summary>Waits for the end, and returns what the process said and its exit code, 137 when it was killed.</summary>
    public async Task<(string Output, int ExitCode)> EndAsync(CancellationToken cancellationToken)
    {
        var error = _process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await _process.StandardOutput.ReadToEndAsync(cancellationToken);
        await _process.WaitForExitAsync(cancellationToken);
        return (output + await error, _process.ExitCode);
    }

    /// <summary>Reads on, so that the process never waits for somebody who takes what it says.</summary>
    public void Drain()
    {
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
