using System.Diagnostics;

namespace DurableParallel.Quickstart.Tests.Kills;

/// <summary>One audit, carried out by as many processes of the built program as it takes.</summary>
internal sealed class KilledAudit : IDisposable
{
    private const int UsualSlow = 10;
    private readonly TemporaryFolder _place = new();
    private readonly string[] _arguments;

    public KilledAudit(string folder)
    {
        var effects = Path.Combine(_place.Path, "effects.txt");
        Report = Path.Combine(_place.Path, "report.json");
        Effects = new Effects(effects);
        _arguments =
        [
            typeof(AuditProgram).Assembly.Location, folder,
            "--journal", Path.Combine(_place.Path, "journal.db"),
            "--report", Report,
            "--effects", effects,
            "--concurrency", $"{KillScale.Concurrency}",
        ];
    }

    public string Report { get; }

    public Effects Effects { get; }

    /// <summary>Starts or resumes the audit, and kills the process once the effects file has so many lines.</summary>
    /// <param name="lines">Of all the audit's processes together.</param>
    /// <param name="cancellationToken">Kills the process as well.</param>
    /// <param name="slow">Milliseconds that every step takes at least.</param>
    /// <param name="beforeKill">What happens while the process is as far as that; it is told the process's id.</param>
    public async Task<int> KillAtAsync(int lines, CancellationToken cancellationToken, int slow = UsualSlow, Func<int, Task>? beforeKill = null)
    {
        using var process = Start(slow);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
        try
        {
            await Task.WhenAny(Effects.ReachAsync(lines, cancellationToken), process.WaitForExitAsync(cancellationToken));
            await (beforeKill?.Invoke(process.Id) ?? Task.CompletedTask);
        }
        finally
        {
            process.Kill();
        }

        await Task.WhenAll(output, error, process.WaitForExitAsync(cancellationToken));
        return process.ExitCode;
    }

    /// <summary>Resumes the audit and lets it end.</summary>
    public async Task<(int Code, string Printed)> EndAsync(CancellationToken cancellationToken)
    {
        using var process = Start(UsualSlow);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            process.Kill();
        }
    }

    public void Dispose() => _place.Dispose();

    private Process Start(int slow) => Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [.. _arguments, "--slow", $"{slow}"])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
