namespace DurableParallel.Engine.Tests.Executions;

/// <summary>Canceling executions of an engine, whatever they wait for.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class CancelTests : EngineFixture
{
    private int _cleanups;

    [SetUp]
    public void SetUp() => _cleanups = 0;

    [Test]
    public async Task CancelAsync_TheProcessDiesOnceItIsDurable_GoesOnWhenTheFunctionIsRegistered([Values] bool isEvicted, [Values] bool waitsForEver)
    {
        var options = isEvicted ? Options with { ResidentBytes = 0 } : Options;
        var engine = await ParkedAsync(options, waitsForEver);

        await engine.CancelAsync("e", "withdrawn");
        engine.Kill();
        engine = await OpenAsync(options);
        var execution = (await engine.FindAsync("e"))!;
        var ended = execution.GetResultAsync<int>();
        ended.IsCompleted.Should().BeFalse("its function is not registered");
        Register(engine, waitsForEver);

        await execution.Awaiting(_ => ended).Should().ThrowAsync<ExecutionFailedException>().WithMessage("*withdrawn*");
        execution.Status.Should().Be(ExecutionStatus.Canceled);
        _cleanups.Should().BePositive();
        (await execution.GetErrorAsync())!.ErrorType.Should().Be("Execution.Canceled");
    }

    [Test]
    public async Task CancelAsync_AskedAgain_TheFirstReasonStays()
    {
        var engine = await ParkedAsync(Options, waitsForEver: false);
        engine.Kill();
        engine = await OpenAsync();

        await engine.CancelAsync("e", "first");
        var execution = await engine.CancelAsync("e", "second");
        Register(engine, waitsForEver: false);
        await execution.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>();
        await execution.CancelAsync("third");

        (await execution.GetErrorAsync())!.ErrorMessage.Should().Be("the execution was canceled: first.");
        var history = await execution.GetHistoryAsync();
        history.Count(e => e.EventType == HistoryEventType.ExecutionCancelRequested).Should().Be(1);
        history[^1].EventType.Should().Be(HistoryEventType.ExecutionCanceled);
    }

    [Test]
    public async Task CancelAsync_AfterTheEnd_ChangesNothing()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("quick", static (ctx, input) => ctx.StepAsync("s", () => input));
        var execution = await engine.StartAsync("quick", "q", 3);
        (await execution.GetResultAsync<int>()).Should().Be(3);
        var before = await execution.GetHistoryAsync();

        await execution.CancelAsync("too late");

        (await execution.GetHistoryAsync()).Should().HaveCount(before.Count);
        execution.Status.Should().Be(ExecutionStatus.Succeeded);
    }

    [Test]
    public async Task CancelAsync_OfABlockedExecution_CleansUpOnceItIsUnblocked()
    {
        var engine = await ParkedAsync(Options, waitsForEver: false);
        engine.Kill();
        engine = await OpenAsync();
        engine.Register<int, int>("work", static (ctx, _) => ctx.StepAsync("another", () => 1));
        Clock.Advance(TimeSpan.FromHours(1));
        var execution = (await engine.FindAsync("e"))!;
        await execution.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionBlockedException>();

        await execution.CancelAsync("withdrawn");
        execution.Status.Should().Be(ExecutionStatus.Blocked);
        engine.Kill();
        engine = await OpenAsync();
        Register(engine, waitsForEver: false);
        execution = (await engine.FindAsync("e"))!;
        await engine.UnblockAsync("e");

        await execution.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>();
        execution.Status.Should().Be(ExecutionStatus.Canceled);
        _cleanups.Should().BePositive();
    }

    [Test]
    public async Task CancelAsync_WaitingForALimit_EndsAtOnceAndTheNextBegins([Values] bool isFunctionMissing)
    {
        var limits = new DurableFunctionOptions { MaxConcurrentExecutions = 1 };
        var engine = await OpenAsync();
        Register(engine, waitsForEver: false, limits);
        await engine.StartAsync("work", "first", 1);
        var second = await engine.StartAsync("work", "second", 1);
        await engine.StartAsync("work", "third", 1);
        if (isFunctionMissing)
        {
            engine.Kill();
            engine = await OpenAsync();
            second = (await engine.FindAsync("second"))!;
        }

        await second.CancelAsync("withdrawn");
        second.Status.Should().Be(ExecutionStatus.Canceled);
        second.Waiting.Should().BeNull();
        (await second.GetHistoryAsync()).Select(e => e.EventType).Should().Equal(HistoryEventType.ExecutionStarted, HistoryEventType.ExecutionCanceled);
        if (isFunctionMissing)
        {
            Register(engine, waitsForEver: false, limits);
        }

        await (await engine.FindAsync("first"))!.StopAsync();
        Clock.Advance(TimeSpan.Zero);
        var third = (await engine.FindAsync("third"))!;
        (await PassTimeUntilAsync(BegunAsync(third))).Should().BeTrue();
    }

    [Test]
    public async Task RetryAsync_OfACanceledExecution_IsRefused()
    {
        var engine = await CanceledAsync();

        var refused = (await engine.Awaiting(e => e.RetryAsync("e")).Should().ThrowAsync<ExecutionNotRetriedException>()).Which;

        refused.Message.Should().Contain("fork it");
    }

    [Test]
    public async Task ForkAsync_OfACanceledExecution_GoesOnFromBeforeTheRequest([Values] bool reopens)
    {
        var engine = await CanceledAsync();
        var cleanups = _cleanups;

        var fork = await engine.ForkAsync("e", "short", new ForkOptions { ExecutionName = "again" });
        if (reopens)
        {
            engine.Kill();
            engine = await OpenAsync();
            Register(engine, waitsForEver: false);
            fork = (await engine.FindAsync("again"))!;
        }

        // Longer than the time of the cleanup of the one that was canceled.
        var result = fork.GetResultAsync<int>();
        while (!result.IsCompleted)
        {
            if (engine.IsQuiet)
            {
                Clock.Advance(TimeSpan.FromMinutes(30));
            }

            await Task.Yield();
        }

        (await result).Should().Be(2);
        _cleanups.Should().Be(cleanups + 1, "its finally block runs as well");
    }

    private static async Task<bool> BegunAsync(ExecutionHandle execution)
    {
        while (!(await execution.GetHistoryAsync()).Any(e => e.EventType == HistoryEventType.WaitStarted))
        {
            await Task.Yield();
        }

        return true;
    }

    private async Task<DurableEngine> ParkedAsync(DurableEngineOptions options, bool waitsForEver)
    {
        var engine = await OpenAsync(options);
        Register(engine, waitsForEver);
        var execution = await engine.StartAsync("work", "e", 1);
        while (!engine.IsQuiet || !(await execution.GetHistoryAsync()).Any(e => e.EventType is HistoryEventType.WaitStarted or HistoryEventType.CallbackStarted))
        {
            await Task.Yield();
        }

        return engine;
    }

    private async Task<DurableEngine> CanceledAsync()
    {
        var engine = await ParkedAsync(Options, waitsForEver: false);
        var execution = await engine.CancelAsync("e", "withdrawn");
        await execution.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>();
        return engine;
    }

    private void Register(DurableEngine engine, bool waitsForEver, DurableFunctionOptions? options = null) =>
        engine.Register("work", DurableFunction.Create<int, int>(
            async (ctx, input) =>
            {
                var first = await ctx.StepAsync("first", () => input);
                try
                {
                    if (waitsForEver)
                    {
                        return await ctx.WaitForCallbackAsync<int>("answer", (_, _) => Task.CompletedTask);
                    }

                    await ctx.WaitAsync("short", TimeSpan.FromHours(1));
                    await ctx.WaitAsync("long", TimeSpan.FromDays(30));
                    return first + 1;
                }
                finally
                {
                    await ctx.StepAsync("cleanup", () => Interlocked.Increment(ref _cleanups));
                }
            },
            options ?? new DurableFunctionOptions()));
}
