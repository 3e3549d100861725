using DurableParallel.Engine.Tests.Executions;
using DurableParallel.Running.Activity;

namespace DurableParallel.Engine.Tests.Turns;

/// <summary>Executions that leave memory at the wrong moment, and the log that they leave behind.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class EvictionTests : EngineFixture
{
    [Test]
    [CancelAfter(20_000)]
    public async Task WaitAsync_EvictedBeforeTheDelayIsTold_StillEnds(CancellationToken cancellationToken)
    {
        var scheduler = new EvictAtOnce();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = await OpenAsync(Options with { ResidentBytes = 0, WorkScheduler = scheduler });
        engine.Register<int, int>("sleeper", async (context, seconds) =>
        {
            await context.StepAsync("gate", () => gate.Task);
            await context.WaitAsync(TimeSpan.FromSeconds(seconds));
            return seconds;
        });
        var execution = await engine.StartAsync("sleeper", "s", 5, cancellationToken);
        scheduler.Watch(execution);
        gate.SetResult();
        await scheduler.Evicted;

        (await PassTimeUntilAsync(execution.GetResultAsync<int>(cancellationToken))).Should().Be(5);
    }

    [Test]
    public async Task OpenAsync_EvictedBeforeAFailingAttemptKillsTheProcess_CountsTheDeaths()
    {
        var engine = await OpenAsync(Options with { ResidentBytes = 0 });
        engine.Register<int, int>("retry", static async (context, _) => await context.StepAsync<int>(
            "fails",
            static () => throw new IOException("not yet"),
            new StepConfig { Retry = RetryStrategy.Fixed(10, TimeSpan.FromSeconds(5)) }));
        var first = await engine.StartAsync("retry", "r", 1);
        while (first.IsResident || (await first.GetHistoryAsync()).All(e => e.EventType != HistoryEventType.StepFailed))
        {
            await Task.Yield();
        }

        engine.Kill();
        Clock.Advance(TimeSpan.FromMinutes(1));
        var lives = 0;
        for (; lives < 10 && !await IsPoisonAsync(engine = await OpenAsync(Options with { ResidentBytes = 0 })); lives++)
        {
            var begun = new TaskCompletionSource();
            engine.Register<int, int>("retry", async (context, _) => await context.StepAsync<int>("fails", async () =>
            {
                begun.TrySetResult();
                await Task.Delay(Timeout.Infinite);
                return 0;
            }));
            await begun.Task;
            engine.Kill();
        }

        lives.Should().BeInRange(4, 5, "deaths in a row are counted for what was evicted, too");
    }

    [Test]
    public async Task Append_MoreThanTheLogMayHold_MovesTheExecutionThatKeepsItsOldestRow()
    {
        var engine = await OpenAsync(Options with { PinnedBytesLimit = 100_000 });
        engine.Register<int, int>("sleeper", DurableEngineTests.Sleeper);
        engine.Register<string, int>("long", static async (context, text) =>
        {
            for (var i = 0; i < 50; i++)
            {
                _ = await context.StepAsync("write", () => text);
            }

            await context.WaitAsync(TimeSpan.FromHours(1));
            return text.Length;
        });
        var sleeper = await engine.StartAsync("sleeper", "s", 3600);
        while ((await sleeper.GetHistoryAsync()).All(e => e.EventType != HistoryEventType.WaitStarted))
        {
            await Task.Yield();
        }

        var execution = await engine.StartAsync("long", "long", new string('x', 10_000));
        while ((await execution.GetHistoryAsync()).All(e => e.EventType != HistoryEventType.WaitStarted))
        {
            await Task.Yield();
        }

        sleeper.IsResident.Should().BeTrue("it is moved out of the log, and not out of memory");
        engine.Kill();
        using (var journal = new JournalView(Files.Path))
        {
            journal.Number("SELECT sum(length(data)) FROM log").Should().BeLessThan(200_000, "half a megabyte was written");
            journal.Number("SELECT length(records) FROM execution WHERE name = 's'").Should().BePositive();
        }

        Clock.Advance(TimeSpan.FromHours(2));
        var reopened = await OpenAsync();
        reopened.Register<int, int>("sleeper", DurableEngineTests.Sleeper);
        (await (await reopened.FindAsync("s"))!.GetResultAsync<int>()).Should().Be(3602);
    }

    [Test]
    public async Task StopAsync_OfAnExecutionWithAStepUnderWay_RecordsNothingOfTheStep()
    {
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var engine = await OpenAsync();
        engine.Register<int, int>("busy", async (context, _) =>
        {
            await context.StepAsync("busy", async () =>
            {
                begun.SetResult();
                await gate.Task;
            });
            return 1;
        });
        var execution = await engine.StartAsync("busy", "b", 1);
        await begun.Task;

        await execution.StopAsync();
        gate.SetResult();
        await engine.StopAsync();

        var reopened = await OpenAsync();
        var found = await reopened.FindAsync("b");
        found!.Status.Should().Be(ExecutionStatus.Stopped);
        (await found.GetHistoryAsync()).Select(e => e.EventType).Should().Equal(HistoryEventType.ExecutionStarted, HistoryEventType.ExecutionStopped);
        reopened.Recovery.WasStoppedCleanly.Should().BeTrue();
    }

    private static async Task<bool> IsPoisonAsync(DurableEngine engine) =>
        (await engine.ListBlockedAsync()).Any(blocked => blocked.Reason == BlockedReason.Poison);

    /// <summary>Holds the journal's thread, when it evicts somebody by what it tells, until that one has left memory.</summary>
    private sealed class EvictAtOnce : WorkScheduler
    {
        private readonly TaskCompletionSource _evicted = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private ExecutionHandle? _execution;

        public Task Evicted => _evicted.Task;

        public void Watch(ExecutionHandle execution) => Volatile.Write(ref _execution, execution);

        public override void Queue(IThreadPoolWorkItem item)
        {
            Pool.Queue(item);
            if (item.GetType().Name == "Eviction" && Volatile.Read(ref _execution) is { } execution)
            {
                SpinWait.SpinUntil(() => !execution.IsResident, TimeSpan.FromSeconds(10)).Should().BeTrue();
                _evicted.TrySetResult();
            }
        }
    }
}
