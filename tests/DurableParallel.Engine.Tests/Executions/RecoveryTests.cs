using DurableParallel.Engine.Journal;
using Microsoft.Data.Sqlite;

namespace DurableParallel.Engine.Tests;

[TestFixture]
[CancelAfter(60_000)]
internal sealed class RecoveryTests : EngineFixture
{
    [Test]
    public async Task OpenAsync_AfterACrashDuringAWait_FiresAPastDueTimeAtOnce()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("sleeper", DurableEngineTests.Sleeper);
        var execution = await engine.StartAsync("sleeper", "s", 3600);
        await WaitForEventsAsync(execution, 4);
        engine.Kill();
        Clock.Advance(TimeSpan.FromHours(2));

        var reopened = await OpenAsync();
        reopened.Register<int, int>("sleeper", DurableEngineTests.Sleeper);
        var found = await reopened.FindAsync("s");

        (await found!.GetResultAsync<int>()).Should().Be(3602);
        found.Arn.Should().Be(execution.Arn);
        reopened.Recovery.ExecutionsResumed.Should().Be(1);
        reopened.Recovery.WasStoppedCleanly.Should().BeFalse();
        reopened.Recovery.RecordsRead.Should().Be(3, "creation, step and wait");
    }

    [Test]
    public async Task OpenAsync_AJournalOfTheFirstSchema_IsMigratedAndGoesOn()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("sleeper", DurableEngineTests.Sleeper);
        var ended = await engine.StartAsync("sleeper", "ended", 1);
        await PassTimeUntilAsync(ended.GetResultPayloadAsync());
        var asleep = await engine.StartAsync("sleeper", "asleep", 3600);
        await WaitForEventsAsync(asleep, 4);
        await engine.StopAsync();
        MakeFirstSchema();
        Clock.Advance(TimeSpan.FromHours(2));

        var reopened = await OpenAsync();
        reopened.Register<int, int>("sleeper", DurableEngineTests.Sleeper);

        (await (await reopened.FindAsync("ended"))!.GetResultAsync<int>()).Should().Be(3);
        (await (await reopened.FindAsync("asleep"))!.GetResultAsync<int>()).Should().Be(3602);
        await reopened.StopAsync();
        (await OpenAsync()).Recovery.WasStoppedCleanly.Should().BeTrue("a migrated journal is not migrated again");
    }

    [Test]
    public async Task OpenAsync_AfterACrashAtEveryCommit_GivesTheUndisturbedResult([Range(2, 14)] int commit, [Values] bool isBefore)
    {
        var engine = await OpenAsync(Options with { JournalFaults = new FailCommit(commit, isBefore) });
        engine.Register<string, string>("mixed", Mixed);
        try
        {
            var execution = await engine.StartAsync("mixed", "m", "x");
            await PassTimeUntilAsync(execution.GetResultPayloadAsync());
        }
        catch (EngineFaultedException)
        {
            // What the crash was for.
        }

        await engine.DisposeAsync();
        var reopened = await OpenAsync();
        reopened.Register<string, string>("mixed", Mixed);
        var again = await reopened.StartAsync("mixed", "m", "x");
        var result = await PassTimeUntilAsync(again.GetResultAsync<string>());

        result.Should().Be("xab");
        var history = await again.GetHistoryAsync();
        history.Select(e => e.EventId).Should().Equal(Enumerable.Range(1, history.Count));
        history.Count(e => e.EventType == HistoryEventType.StepSucceeded).Should().Be(2);
        history.Count(e => e.EventType == HistoryEventType.WaitSucceeded).Should().Be(1);
        history.Count(e => e.EventType == HistoryEventType.ContextSucceeded).Should().Be(1);
    }

    [Test]
    public async Task OpenAsync_FinishedExecutions_KeepTheirResults()
    {
        var engine = await OpenAsync();
        engine.Register<string, string>("hello", DurableEngineTests.FiveSteps);
        for (var i = 0; i < 20; i++)
        {
            await (await engine.StartAsync("hello", $"h-{i}", $"{i}-")).GetResultAsync<string>();
        }

        await engine.StopAsync();
        var reopened = await OpenAsync();

        reopened.Recovery.Should().Be(new RecoveryReport(0, reopened.Recovery.RecordsRead, 0, true));
        var found = await reopened.FindAsync("h-7");
        (await found!.GetResultAsync<string>()).Should().Be("7-12345");
        (await found.GetHistoryAsync()).Should().HaveCount(12);
        (await reopened.FindAsync("nobody")).Should().BeNull();
    }

    [Test]
    public async Task OpenAsync_AFunctionThatIsMissing_WaitsUntilItIsRegistered()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("sleeper", DurableEngineTests.Sleeper, version: 2);
        var execution = await engine.StartAsync("sleeper", "s", 10);
        await WaitForEventsAsync(execution, 4);
        engine.Kill();
        Clock.Advance(TimeSpan.FromMinutes(1));

        var reopened = await OpenAsync();
        reopened.Register<int, int>("sleeper", static (_, _) => Task.FromResult(-1));
        reopened.Register<int, int>("sleeper", static (_, _) => Task.FromResult(-3), version: 3);
        var blocked = await reopened.ListBlockedAsync();
        reopened.Register<int, int>("sleeper", DurableEngineTests.Sleeper, version: 2);

        blocked.Should().ContainSingle().Which.Should().Match<BlockedExecution>(b => b.Name == "s" && b.Version == 2 && b.Reason == BlockedReason.MissingVersion);
        (await (await reopened.FindAsync("s"))!.GetResultAsync<int>()).Should().Be(12);
        (await reopened.ListBlockedAsync()).Should().BeEmpty();
        (await reopened.StartAsync("sleeper", "new", 1)).Version.Should().Be(3);
    }

    [Test]
    public async Task OpenAsync_CodeThatDisagreesWithTheHistory_IsBlockedUntilAFixedBuild()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("sleeper", DurableEngineTests.Sleeper);
        await WaitForEventsAsync(await engine.StartAsync("sleeper", "s", 10), 4);
        engine.Kill();
        var broken = await OpenAsync();
        broken.Register<int, int>("sleeper", static async (context, _) =>
        {
            await context.WaitAsync("not a step", TimeSpan.FromSeconds(1));
            return 0;
        });
        while ((await broken.ListBlockedAsync()) is not [{ Reason: BlockedReason.Drift }])
        {
            await Task.Yield();
        }

        var message = (await broken.ListBlockedAsync())[0].Message;
        (await broken.FindAsync("s"))!.Status.Should().Be(ExecutionStatus.Blocked);
        broken.Kill();
        var repaired = await OpenAsync();
        repaired.Register<int, int>("sleeper", DurableEngineTests.Sleeper);
        var result = await PassTimeUntilAsync((await repaired.FindAsync("s"))!.GetResultAsync<int>());

        message.Should().Contain("before").And.Contain("not a step");
        result.Should().Be(12);
    }

    [Test]
    public async Task OpenAsync_ABuildThatCannotReadTheInput_ListsAllAsUnreadableUntilOneCan()
    {
        const int Count = 100;
        var engine = await OpenAsync();
        engine.Register<string, int>("order", static async (context, input) =>
        {
            await context.WaitAsync("pause", TimeSpan.FromMinutes(1));
            return input.Length;
        });
        for (var i = 0; i < Count; i++)
        {
            await engine.StartAsync("order", $"o-{i}", "high");
        }

        engine.Kill();
        var seen = 0;
        var wrong = await OpenAsync();
        wrong.Register<int, int>("order", (_, _) => Task.FromResult(Interlocked.Increment(ref seen)));
        while ((await wrong.CountByStatusAsync())[ExecutionStatus.Blocked] < Count || (await wrong.ListBlockedAsync()).Any(static b => b.Reason != BlockedReason.Unreadable))
        {
            await Task.Yield();
        }

        var blocked = await wrong.ListBlockedAsync();
        var waiting = await (await wrong.FindAsync("o-7"))!.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionBlockedException>();
        wrong.Kill();
        var right = await OpenAsync();
        right.Register<string, int>("order", static async (context, input) =>
        {
            await context.WaitAsync("pause", TimeSpan.FromMinutes(1));
            return input.Length;
        });
        for (var i = 0; i < Count; i++)
        {
            (await PassTimeUntilAsync((await right.FindAsync($"o-{i}"))!.GetResultAsync<int>())).Should().Be(4);
        }

        blocked.Should().HaveCount(Count).And.OnlyContain(static b => b.Cause is UnreadableRecordException);
        blocked.Single(static b => b.Name == "o-7").Message.Should().StartWith("The input of the execution 'o-7' is on record, and this build cannot read it as System.Int32: ");
        waiting.Which.Reason.Should().Be(BlockedReason.Unreadable);
        waiting.Which.Message.Should().StartWith("The execution 'o-7' is blocked (Unreadable): The input of");
        seen.Should().Be(0);
    }

    [Test]
    public async Task OpenAsync_InFlightAtFiveDeathsInARow_IsBlockedAndCanBeUnblocked()
    {
        for (var death = 1; death <= 5; death++)
        {
            var begun = new TaskCompletionSource();
            var engine = await OpenAsync();
            (await engine.ListBlockedAsync()).Should().NotContain(b => b.Reason == BlockedReason.Poison, $"there were only {death - 1} deaths");
            engine.Register<int, int>("poison", (context, _) => Deadly(context, begun));
            _ = death == 1 ? await engine.StartAsync("poison", "p", 1) : null;
            await begun.Task;
            engine.Kill();
        }

        var last = await OpenAsync();
        last.Register<int, int>("poison", static (context, _) => context.StepAsync("deadly", static () => 7));
        var blocked = await last.ListBlockedAsync();
        var unblocked = await last.UnblockAsync("p");

        unblocked.Should().BeTrue();
        blocked.Should().ContainSingle().Which.Reason.Should().Be(BlockedReason.Poison);
        (await (await last.FindAsync("p"))!.GetResultAsync<int>()).Should().Be(7);
        (await last.UnblockAsync("p")).Should().BeFalse("it has ended, and is not blocked");
        last.Kill();
    }

    [TestCase(1, 1)]
    [TestCase(2, 2)]
    [TestCase(7, 7)]
    [TestCase(null, 9)]
    public async Task OpenAsync_InFlightAtAsManyDeathsAsTheOptionSays_IsBlocked(int? poisonAfter, int deaths)
    {
        var options = Options with { PoisonAfter = poisonAfter };
        for (var death = 1; death <= deaths; death++)
        {
            var begun = new TaskCompletionSource();
            var engine = await OpenAsync(options);
            (await engine.ListBlockedAsync()).Should().NotContain(b => b.Reason == BlockedReason.Poison, $"there were only {death - 1} deaths");
            engine.Register<int, int>("poison", (context, _) => Deadly(context, begun));
            _ = death == 1 ? await engine.StartAsync("poison", "p", 1) : null;
            await begun.Task;
            engine.Kill();
        }

        var last = await OpenAsync(options);
        last.Register<int, int>("poison", static (context, _) => context.StepAsync("deadly", static () => 7));

        var blocked = await last.ListBlockedAsync();
        if (poisonAfter is null)
        {
            blocked.Should().BeEmpty();
            (await (await last.FindAsync("p"))!.GetResultAsync<int>()).Should().Be(7);
        }
        else
        {
            blocked.Should().ContainSingle().Which.Message.Should().Contain($"{poisonAfter} time{(poisonAfter == 1 ? "" : "s")} in a row").And.Contain("PoisonAfter");
        }

        last.Kill();
    }

    [Test]
    public void PoisonAfter_LessThanOne_IsRefused() =>
        this.Invoking(_ => Options with { PoisonAfter = 0 }).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*PoisonAfter*1 or more*found 0*");

    [Test]
    public async Task OpenAsync_ParkedAtTheDeathOfItsProcess_IsNotToBlame()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("sleeper", DurableEngineTests.Sleeper);
        await WaitForEventsAsync(await engine.StartAsync("sleeper", "s", 100_000), 4);
        engine.Kill();
        for (var death = 2; death <= 8; death++)
        {
            var commits = new CountCommits();
            var next = await OpenAsync(Options with { JournalFaults = commits });
            next.Register<int, int>("sleeper", DurableEngineTests.Sleeper);

            // Opened, begun, parked.
            await commits.ReachAsync(3);
            (await next.ListBlockedAsync()).Should().BeEmpty();
            next.Kill();
        }
    }

    [Test]
    public async Task StopAsync_InGoodOrder_ForgivesWhatWasInFlight()
    {
        for (var round = 1; round <= 8; round++)
        {
            var begun = new TaskCompletionSource();
            var engine = await OpenAsync();
            (await engine.ListBlockedAsync()).Should().NotContain(b => b.Reason == BlockedReason.Poison);
            engine.Register<int, int>("poison", (context, _) => Deadly(context, begun));
            _ = round == 1 ? await engine.StartAsync("poison", "p", 1) : null;
            await begun.Task;
            await engine.StopAsync(TimeSpan.Zero);
        }
    }

    [Test]
    public async Task StopAsync_WithAStepUnderWay_LetsItEndAndBeginsNoOther()
    {
        var (begun, gate, second) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        var engine = await OpenAsync();
        engine.Register<int, int>("two", async (context, _) =>
        {
            await context.StepAsync("first", async () =>
            {
                begun.SetResult();
                await gate.Task;
            });
            return await context.StepAsync("second", () => Interlocked.Increment(ref second));
        });
        var execution = await engine.StartAsync("two", "t", 1);
        var result = execution.GetResultAsync<int>();
        await begun.Task;

        var stop = engine.StopAsync();
        stop.IsCompleted.Should().BeFalse("the step still runs");
        gate.SetResult();
        await stop;

        await result.Awaiting(r => r).Should().ThrowAsync<EngineStoppedException>();
        second.Should().Be(0);
        var reopened = await OpenAsync();
        reopened.Register<int, int>("two", async (context, _) =>
        {
            await context.StepAsync("first", () => throw new InvalidOperationException("it has ended, and must not run again"));
            return await context.StepAsync("second", () => 2);
        });
        (await (await reopened.FindAsync("t"))!.GetResultAsync<int>()).Should().Be(2);
    }

    [Test]
    public async Task Commit_DiskFull_FaultsTheEngineAndNothingAcknowledgedIsLost()
    {
        var engine = await OpenAsync(Options with { JournalMaxPageCount = 60 });
        engine.Register<string, string>("echo", static (context, input) => context.StepAsync("echo", () => input));
        var accepted = new List<string>();
        var input = new string('x', 10_000);
        var fault = await FluentActions.Awaiting(async () =>
        {
            for (var i = 0; i < 1000; i++)
            {
                await (await engine.StartAsync("echo", $"e-{i}", input)).GetResultAsync<string>();
                accepted.Add($"e-{i}");
            }
        }).Should().ThrowAsync<EngineFaultedException>();
        await engine.Awaiting(e => e.StartAsync("echo", "later", input)).Should().ThrowAsync<EngineFaultedException>();
        await engine.DisposeAsync();

        var reopened = await OpenAsync();
        reopened.Register<string, string>("echo", static (context, input) => context.StepAsync("echo", () => input));

        fault.WithMessage("*full*open the journal again*");
        accepted.Should().NotBeEmpty();
        foreach (var name in accepted)
        {
            (await (await reopened.FindAsync(name))!.GetResultAsync<string>()).Should().Be(input);
        }
    }

    [Test]
    public async Task OpenAsync_ATornTail_IsCutAtTheLastWholeCommitAndReported()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("sleeper", DurableEngineTests.Sleeper);
        await WaitForEventsAsync(await engine.StartAsync("sleeper", "s", 10), 4);
        using var crashed = Files.CopyCrashed(new FileInfo(Files.Path + "-wal").Length - 100);
        var reopened = await OpenAsync(Options with { JournalPath = crashed.Path });
        reopened.Register<int, int>("sleeper", DurableEngineTests.Sleeper);

        var result = await PassTimeUntilAsync((await reopened.FindAsync("s"))!.GetResultAsync<int>());

        reopened.Recovery.TornBytesCut.Should().BePositive();
        result.Should().Be(12);
        await reopened.DisposeAsync();
    }

    [Test]
    public async Task GetResultAsync_AskedForAfterTheEngineIsGone_FailsAtOnce()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("sleeper", DurableEngineTests.Sleeper);
        var execution = await engine.StartAsync("sleeper", "s", 10);
        var asked = execution.GetResultAsync<int>();

        engine.Kill();

        await asked.Awaiting(task => task).Should().ThrowAsync<EngineStoppedException>();
        await execution.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<EngineStoppedException>();
        await engine.Awaiting(e => e.UnblockAsync("s")).Should().ThrowAsync<EngineStoppedException>();
    }

    private static async Task<int> Deadly(DurableContext context, TaskCompletionSource begun) => await context.StepAsync<int>("deadly", async () =>
    {
        begun.TrySetResult();
        await Task.Delay(Timeout.Infinite);
        return 0;
    });

    private static async Task<string> Mixed(DurableContext context, string input)
    {
        var first = await context.StepAsync("first", () => input + "a");
        return await context.RunInChildContextAsync("child", async child =>
        {
            await child.WaitAsync(TimeSpan.FromSeconds(5));
            return await child.StepAsync("second", () => first + "b");
        });
    }

    private static async Task WaitForEventsAsync(ExecutionHandle execution, int count)
    {
        while ((await execution.GetHistoryAsync()).Count < count)
        {
            await Task.Yield();
        }
    }

    private sealed class CountCommits : IJournalFaults
    {
        private readonly Lock _gate = new();
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _count;
        private long _awaited = long.MaxValue;

        public Task ReachAsync(long count)
        {
            lock (_gate)
            {
                _awaited = count;
                Check();
            }

            return _reached.Task;
        }

        public void BeforeCommit(long commit, int operations)
        {
        }

        public void AfterCommit(long commit)
        {
            lock (_gate)
            {
                _count = commit;
                Check();
            }
        }

        private void Check()
        {
            if (_count >= _awaited)
            {
                _reached.TrySetResult();
            }
        }
    }

    private void MakeFirstSchema()
    {
        using var connection = new SqliteConnection($"Data Source={Files.Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "ALTER TABLE execution DROP COLUMN checksum; ALTER TABLE execution DROP COLUMN terms; PRAGMA user_version = 1; PRAGMA wal_checkpoint(TRUNCATE)";
        command.ExecuteNonQuery();
    }
}
