using DurableParallel.Engine;
using DurableParallel.Records;
using DurableParallel.Reliability.Probe;
using DurableParallel.Testing;
using DurableParallel.Testing.InMemory;

namespace DurableParallel.Reliability.Crashes;

/// <summary>Every checkpoint of every function is a point at which the process dies, in memory, in three ways.</summary>
[TestFixture]
internal sealed class MemoryCrashTests
{
    private static readonly FaultKind[] Kinds = [FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement];
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(60);

    [Test]
    public async Task CrashAtEveryCheckpoint_OfAFunction_ComesToAnAllowedEnd(
        [Values("hello", "branches", "quorum", "nested", "map")] string function,
        [Values(HostMode.Resident, HostMode.Suspending)] HostMode mode)
    {
        var count = FaultPlan.CountOnly();
        await RunAsync(function, mode, count);

        var points = 0;
        for (var k = 1; k <= count.Checkpoints; k++)
        {
            foreach (var kind in Kinds)
            {
                await RunAsync(function, mode, FaultPlan.Create(kind, k));
                points++;
            }
        }

        await TestContext.Out.WriteLineAsync($"{points} crash points: {function}, {mode}");
    }

    private static async Task RunAsync(string function, HostMode mode, FaultPlan plan)
    {
        var host = new InMemoryHost(new InMemoryHostOptions { Mode = mode });
        using var effects = new Effects();
        var (run, isAllowed) = new CrashFunctions(effects, id => AnswerAsync(host, id)).All[function];

        var report = await host.Start(DurableFunction.Create(run), faults: plan).Completion.WaitAsync(HangGuard);

        report.Status.Should().Be(ExecutionStatus.Succeeded, "of {0}: {1}", plan, report.Error?.ErrorMessage);
        isAllowed(report.Payload!.Trim('"')).Should().BeTrue("of {0}: it came to {1}", plan, report.Payload);
        report.Updates.Where(u => u.Update.Action is OperationAction.Succeed or OperationAction.Fail).GroupBy(u => u.Update.Id.Hex)
            .Should().NotContain(ends => ends.Count() > 1, "of {0}: every operation ends once", plan);
        if (function != "quorum")
        {
            // There branches are cut off by the decision; elsewhere everything that began has come to an end.
            report.Operations.Should().OnlyContain(static entry => entry.Record.IsEnded, "of {0}: every end is on record", plan);
        }

        effects.RanAgain.Should().BeEmpty("of {0}: what was acknowledged does not run again", plan);
        host.Violations.Should().BeEmpty();
    }

    private static Task AnswerAsync(InMemoryHost host, string callbackId)
    {
        try
        {
            host.SucceedCallback(callbackId, "\"answered\"");
        }
        catch (InvalidOperationException)
        {
            // It was answered before the crash.
        }

        return Task.CompletedTask;
    }
}
