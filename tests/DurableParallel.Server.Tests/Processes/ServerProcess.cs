using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DurableParallel.Server.Tests.Processes;

/// <summary>The server as a program of its own.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static string Probe => $"dotnet '{Path.Combine(AppContext.BaseDirectory, "DurableParallel.Server.Probe.dll")}'";

    public static async Task<ServerProcess> StartAsync(string journal, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "DurableParallel.Server.dll");
        var info = new ProcessStartInfo("dotnet", [program, "--journal", journal, "--urls", "http://127.0.0.1:0", "--retry-delay", "0.01", .. arguments])
        {
            RedirectStandardOutput = true,
        };
        var process = Process.Start(info)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new ServerProcess(process, new Uri(match.Groups["url"].Value));
            }
        }

        throw new InvalidOperationException("The server ended before it listened.");
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM. Returns the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    [GeneratedRegex(@"^Listening on (?<url>\S+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
