namespace DurableParallel.Engine.Tests.Turns;

/// <summary>Waits, retries and time-outs while the wall clock is set, and the machine sleeps.</summary>
[TestFixture]
[CancelAfter(20_000)]
internal sealed class ClockTests : EngineFixture
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TwoHours = TimeSpan.FromHours(2);

    [Test]
    public async Task Wait_BegunAfterTheClockWasSetBack_TakesItsOwnTime([Values] bool isResident)
    {
        var engine = await OpenAsync(isResident ? Options : Options with { ResidentBytes = 0 });
        Register(engine);
        await EndAsync(await engine.StartAsync("wait", "before", 1));

        Clock.Step(-TwoHours);
        var after = await engine.StartAsync("wait", "after", 10);
        await ParkedAsync(engine, after);
        Clock.Advance(Second * 9);
        await ParkedAsync(engine, after);
        Clock.Advance(Second);

        (await after.GetResultAsync<int>(Token)).Should().Be(10);
    }

    [Test]
    public async Task Wait_BegunBeforeTheClockIsSetBack_TakesItsOwnTime([Values] bool isResident)
    {
        var engine = await OpenAsync(isResident ? Options : Options with { ResidentBytes = 0 });
        Register(engine);
        var execution = await engine.StartAsync("wait", "e", 3600);
        await ParkedAsync(engine, execution);

        Clock.Step(-TwoHours);
        Clock.Advance(TimeSpan.FromMinutes(59));
        await ParkedAsync(engine, execution);
        Clock.Advance(TimeSpan.FromMinutes(1));

        (await execution.GetResultAsync<int>(Token)).Should().Be(3600);
    }

    [Test]
    public async Task Wait_BegunAfterARestartBehindTheRecords_TakesItsOwnTime()
    {
        Clock.Step(TwoHours);
        var engine = await OpenAsync();
        Register(engine);
        await EndAsync(await engine.StartAsync("wait", "wrong", 1));
        await engine.StopAsync();
        Clock.Step(-TwoHours);

        var reopened = await OpenAsync();
        Register(reopened);
        var execution = await reopened.StartAsync("wait", "right", 10);
        await ParkedAsync(reopened, execution);
        Clock.Advance(Second * 10);

        (await execution.GetResultAsync<int>(Token)).Should().Be(10);
        (await execution.GetHistoryAsync())[^1].EventTimestamp.Should().Be(Clock.GetUtcNow(), "a wrong moment is not believed after it");
    }

    [TestCase(true, true)]
    [TestCase(true, false)]
    [TestCase(false, true)]
    [TestCase(false, false)]
    public async Task Wait_RecordedInAWrongMoment_BeginsAgainOnceAndNotAtEveryRestart(bool isStopped, bool isResident)
    {
        var options = isResident ? Options : Options with { ResidentBytes = 0 };
        Clock.Step(TimeSpan.FromDays(30_000));
        var engine = await OpenAsync(options);
        Register(engine);
        var execution = await engine.StartAsync("wait", "e", 3600);
        await ParkedAsync(engine, execution);
        engine = await RestartAsync(engine, options, isStopped, TimeSpan.FromDays(-30_000));

        await ParkedAsync(engine, execution = (await engine.FindAsync("e"))!);
        Clock.Advance(TimeSpan.FromMinutes(50));
        engine = await RestartAsync(engine, options, isStopped, TimeSpan.Zero);
        await ParkedAsync(engine, execution = (await engine.FindAsync("e"))!);
        Clock.Advance(TimeSpan.FromMinutes(9));
        await ParkedAsync(engine, execution);
        Clock.Advance(TimeSpan.FromMinutes(1));

        (await execution.GetResultAsync<int>(Token)).Should().Be(3600);
        (await execution.GetHistoryAsync()).Select(e => e.EventType).Should().Equal(
            HistoryEventType.ExecutionStarted, HistoryEventType.WaitStarted, HistoryEventType.WaitStarted, HistoryEventType.WaitSucceeded, HistoryEventType.ExecutionSucceeded);
    }

    [Test]
    public async Task Callback_CreatedInAWrongMoment_TimesOutAfterItsTime()
    {
        Clock.Step(TimeSpan.FromDays(30_000));
        var engine = await OpenAsync();
        Register(engine);
        var execution = await engine.StartAsync("callback", "e", 3600);
        await ParkedAsync(engine, execution);
        engine = await RestartAsync(engine, Options, isStopped: false, TimeSpan.FromDays(-30_000));

        await ParkedAsync(engine, execution = (await engine.FindAsync("e"))!);
        Clock.Advance(TimeSpan.FromMinutes(59));
        await ParkedAsync(engine, execution);
        Clock.Advance(TimeSpan.FromMinutes(1));

        (await execution.Awaiting(e => e.GetResultAsync<int>(Token)).Should().ThrowAsync<ExecutionFailedException>()).Which.Error.ErrorType.Should().Be("Callback.Timeout");
    }

    [Test]
    public async Task Timeout_OfAnExecutionCreatedInAWrongMoment_ComesAfterItsTime()
    {
        Clock.Step(TimeSpan.FromDays(30_000));
        var engine = await OpenAsync();
        Register(engine);
        await ParkedAsync(engine, await engine.StartAsync("wait", "e", 1_000_000, new StartOptions { Timeout = TimeSpan.FromHours(1) }));
        engine = await RestartAsync(engine, Options, isStopped: false, TimeSpan.FromDays(-30_000));

        var execution = (await engine.FindAsync("e"))!;
        await ParkedAsync(engine, execution);
        Clock.Advance(TimeSpan.FromHours(1));

        await execution.Awaiting(e => e.GetResultAsync<int>(Token)).Should().ThrowAsync<ExecutionFailedException>();
        execution.Status.Should().Be(ExecutionStatus.TimedOut);
    }

    [Test]
    public async Task Wait_OverdueByAClockThatWasSetOn_EndsWithinHalfAMinuteAndHoldsUpNoOther([Values] bool isResident)
    {
        var engine = await OpenAsync(isResident ? Options : Options with { ResidentBytes = 0 });
        Register(engine);
        var overdue = await engine.StartAsync("wait", "overdue", 600);
        await ParkedAsync(engine, overdue);

        Clock.Step(TimeSpan.FromHours(8));
        Clock.Advance(Second * 30);
        (await overdue.GetResultAsync<int>(Token)).Should().Be(600);
        Clock.Step(TimeSpan.FromHours(8));
        var later = await engine.StartAsync("wait", "later", 1);
        await ParkedAsync(engine, later);
        Clock.Advance(Second);

        (await later.GetResultAsync<int>(Token)).Should().Be(1);
    }

    [Test]
    public async Task Retry_AfterTheClockWasSetBack_ComesAfterItsDelay()
    {
        var engine = await OpenAsync();
        var attempts = 0;
        engine.Register<int, int>("retry", (ctx, _) => ctx.StepAsync(
            "s",
            () => Interlocked.Increment(ref attempts) == 1 ? throw new InvalidOperationException("once") : Task.FromResult(2),
            new StepConfig { Retry = RetryStrategy.Fixed(3, TimeSpan.FromSeconds(10)) }));
        Register(engine);
        await EndAsync(await engine.StartAsync("wait", "before", 1));

        Clock.Step(-TwoHours);
        var execution = await engine.StartAsync("retry", "e", 0);
        await ParkedAsync(engine, execution);
        Clock.Advance(Second * 10);

        (await execution.GetResultAsync<int>(Token)).Should().Be(2);
    }

    [Test]
    public async Task History_OverAStepBack_KeepsTheOrderOfWhatHappened()
    {
        var engine = await OpenAsync();
        Register(engine);
        var execution = await engine.StartAsync("wait", "e", 60);
        await ParkedAsync(engine, execution);
        Clock.Step(-TwoHours);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await execution.GetResultAsync<int>(Token);

        var history = await execution.GetHistoryAsync();

        history.Select(e => e.EventType).Should().Equal(
            HistoryEventType.ExecutionStarted, HistoryEventType.WaitStarted, HistoryEventType.WaitSucceeded, HistoryEventType.ExecutionSucceeded);
        history[^1].EventTimestamp.Should().Be(Clock.GetUtcNow());
    }

    [TestCase(-60 * 366)]
    [TestCase(7000 * 366)]
    public async Task OpenAsync_AClockOutOfRange_IsRefusedAndMakesNothing(int days)
    {
        Clock.Step(TimeSpan.FromDays(days));

        var refusal = (await this.Awaiting(_ => OpenAsync()).Should().ThrowAsync<DurableException>()).Which;

        refusal.Code.Should().Be("DP4018");
        refusal.Message.Should().EndWith("[DP4018] docs/errors/DP4018.md");
        File.Exists(Files.Path).Should().BeFalse();
        Clock.Step(TimeSpan.FromDays(-days));
        (await OpenAsync()).Recovery.RecordsRead.Should().Be(0);
    }

    [Test]
    public async Task Wait_WhileTheClockIsBefore1970_TakesItsOwnTime()
    {
        var engine = await OpenAsync();
        Register(engine);
        Clock.Step(TimeSpan.FromDays(-60 * 366));

        var execution = await engine.StartAsync("wait", "e", 10);
        await ParkedAsync(engine, execution);
        Clock.Step(TimeSpan.FromDays(60 * 366));
        Clock.Advance(Second * 30);

        (await execution.GetResultAsync<int>(Token)).Should().Be(10);
    }

    private static void Register(DurableEngine engine)
    {
        engine.Register<int, int>("wait", async (ctx, seconds) =>
        {
            await ctx.WaitAsync(TimeSpan.FromSeconds(seconds));
            return seconds;
        });
        engine.Register<int, int>("callback", (ctx, seconds) =>
            ctx.WaitForCallbackAsync<int>("c", (_, _) => Task.CompletedTask, new WaitForCallbackConfig { Timeout = TimeSpan.FromSeconds(seconds) }));
    }

    private static CancellationToken Token => TestContext.CurrentContext.CancellationToken;

    private async Task EndAsync(ExecutionHandle execution) => await PassTimeUntilAsync(execution.GetResultPayloadAsync());

    private async Task<DurableEngine> RestartAsync(DurableEngine engine, DurableEngineOptions options, bool isStopped, TimeSpan step)
    {
        if (isStopped)
        {
            await engine.StopAsync();
        }
        else
        {
            engine.Kill();
        }

        Clock.Step(step);
        engine = await OpenAsync(options);
        Register(engine);
        return engine;
    }

    /// <summary>Nothing goes on but by the time, and it has not ended.</summary>
    private static async Task ParkedAsync(DurableEngine engine, ExecutionHandle execution)
    {
        while (!engine.IsQuiet || ((await execution.GetHistoryAsync()).Count < 2 && execution.Status == ExecutionStatus.Running))
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        execution.Status.Should().Be(ExecutionStatus.Running);
    }
}
