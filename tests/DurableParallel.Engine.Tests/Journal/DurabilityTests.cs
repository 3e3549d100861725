using System.Diagnostics;
using DurableParallel.Engine.Probe;

namespace DurableParallel.Engine.Tests;

/// <summary>
/// Durable first, visible second, as the operating system sees it. A process runs steps one after the other under strace,
/// each with a result of its own, and writes a line to a file as soon as the await of a step has returned. For every step:
/// <list type="number">
/// <item>the first write to the write-ahead log that holds the step's result has returned, then</item>
/// <item>a sync of the write-ahead log that began after it has returned 0, and only then</item>
/// <item>the write of the step's line begins.</item>
/// </list>
/// Without synchronous = FULL there is no sync in between, and the test fails.
/// </summary>
[TestFixture]
internal sealed class DurabilityTests : EngineFixture
{
    private const int StepCount = 20;

    [Test]
    [CancelAfter(120_000)]
    public async Task Acknowledgement_OfEveryStep_FollowsTheSyncOfItsRecord(CancellationToken cancellationToken)
    {
        await IgnoreWithoutStraceAsync(cancellationToken);
        var (trace, lines) = (Files.Path + ".trace", Files.Path + ".lines");

        using var process = ProbeProcess.Start(
            ["steps", Files.Path, lines, $"{StepCount}"],
            "strace", "-f", "-tt", "-y", "-s", "8192", "-e", "trace=fsync,fdatasync,write,pwrite64", "-o", trace);
        var (output, exitCode) = await process.EndAsync(cancellationToken);

        exitCode.Should().Be(0);
        output.Should().Be($"{StepCount}\n");
        var calls = SystemCall.Read(await File.ReadAllLinesAsync(trace, cancellationToken));
        for (var step = 1; step <= StepCount; step++)
        {
            var write = calls.First(call => call.IsWriteTo(Files.Path + "-wal") && call.Text.Contains(ProbeFunctions.Marker(step), StringComparison.Ordinal));
            var told = calls.Single(call => call.IsWriteTo(lines) && call.Text.Contains(ProbeFunctions.Acknowledgement(step), StringComparison.Ordinal));
            var synced = calls.Where(call => call.IsSyncOf(Files.Path + "-wal") && call.Begin > write.End && call.End < told.Begin);

            write.End.Should().BeLessThan(told.Begin, $"step {step} is written before anybody is told");
            synced.Should().NotBeEmpty($"step {step}, written by line {write.End} of the trace, is synced before line {told.Begin} tells of it");
        }
    }

    private static async Task IgnoreWithoutStraceAsync(CancellationToken cancellationToken)
    {
        try
        {
            var start = new ProcessStartInfo("strace", ["-o", "/dev/null", "-y", "true"]) { RedirectStandardError = true };
            using var trial = Process.Start(start)!;
            var error = await trial.StandardError.ReadToEndAsync(cancellationToken);
            await trial.WaitForExitAsync(cancellationToken);
            if (trial.ExitCode != 0)
            {
                Ignore($"strace may not trace here: {error.Trim()}");
            }
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            Ignore($"strace is not here: {missing.Message}");
        }
    }

    private static void Ignore(string reason)
    {
        TestContext.Progress.WriteLine($"Not checked that acknowledgements follow their sync: {reason}");
        Assert.Ignore(reason);
    }
}
