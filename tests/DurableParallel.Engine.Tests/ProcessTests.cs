using DurableParallel.Engine.Probe;

namespace DurableParallel.Engine.Tests;

/// <summary>What holds between processes and across their deaths, with real ones.</summary>
[TestFixture]
internal sealed class ProcessTests : EngineFixture
{
    [Test]
    [CancelAfter(60_000)]
    public async Task OpenAsync_WhileAnotherProcessHasTheJournal_NamesItUntilItIsKilled(CancellationToken cancellationToken)
    {
        using var first = ProbeProcess.Start(["hold", Files.Path]);
        var id = await first.ReadyAsync(cancellationToken);
        using var second = ProbeProcess.Start(["hold", Files.Path]);

        var (message, exitCode) = await second.EndAsync(cancellationToken);
        await FluentActions.Awaiting(() => OpenAsync()).Should().ThrowAsync<JournalLockedException>().WithMessage($"*process {id} (*");
        await first.KillAsync(cancellationToken);
        using var third = ProbeProcess.Start(["hold", Files.Path]);

        exitCode.Should().Be(3);
        message.Should().Contain($"process {id} (");
        (await third.ReadyAsync(cancellationToken)).Should().NotBe(id);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task WaitAsync_ProcessKilledMeanwhileAndTheTimePassed_FiresAtOnce(CancellationToken cancellationToken)
    {
        using (var first = ProbeProcess.Start(["sleep", Files.Path]))
        {
            await first.ReadyAsync(cancellationToken);
            await first.KillAsync(cancellationToken);
        }

        // The clock of this process is years ahead, and stands still.
        var engine = await OpenAsync();
        engine.Register<int, string>(ProbeFunctions.SleeperName, ProbeFunctions.Sleeper);
        var sleeper = await engine.FindAsync("sleeper", cancellationToken);
        var result = await sleeper!.GetResultAsync<string>(cancellationToken);

        result.Should().Be("before, after");
        engine.Recovery.WasStoppedCleanly.Should().BeFalse();
        var history = await sleeper.GetHistoryAsync(cancellationToken);
        history.Single(e => e.EventType == HistoryEventType.WaitSucceeded).EventTimestamp.Should().Be(Clock.GetUtcNow());
        history.Count(e => e.EventType == HistoryEventType.StepSucceeded).Should().Be(2, "the first step was not run again");
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task OpenAsync_AnExecutionThatEndedFiveProcesses_IsBlocked(CancellationToken cancellationToken)
    {
        for (var death = 1; death <= 5; death++)
        {
            using var process = ProbeProcess.Start(["die", Files.Path]);
            var (_, exitCode) = await process.EndAsync(cancellationToken);
            exitCode.Should().NotBe(0, $"death {death} comes from within");
        }

        var engine = await OpenAsync();
        engine.Register<int>(ProbeFunctions.DeadlyName, static context => context.StepAsync("deadly", static () => 7));

        (await engine.ListBlockedAsync(cancellationToken)).Should().ContainSingle().Which.Should().Match<BlockedExecution>(
            b => b.Name == "deadly" && b.Reason == BlockedReason.Poison && b.FunctionName == ProbeFunctions.DeadlyName);
        var deadly = await engine.FindAsync("deadly", cancellationToken);
        await deadly.Awaiting(d => d!.GetResultAsync<int>(cancellationToken)).Should().ThrowAsync<ExecutionBlockedException>();
        await engine.UnblockAsync("deadly", cancellationToken);
        (await deadly!.GetResultAsync<int>(cancellationToken)).Should().Be(7);
    }
}
