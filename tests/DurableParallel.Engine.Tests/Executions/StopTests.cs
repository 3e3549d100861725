namespace DurableParallel.Engine.Tests.Executions;

/// <summary>Ending executions from outside, whatever they are doing.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class StopTests : EngineFixture
{
    [Test]
    public async Task StopAsync_WaitingForItsTurn_NeverBegins()
    {
        var gate = new TaskCompletionSource();
        var begun = 0;
        var engine = await OpenAsync(Options with { MaxActive = 1 });
        engine.Register<int, int>("busy", async (ctx, _) => await ctx.StepAsync("s", async () =>
        {
            Interlocked.Increment(ref begun);
            await gate.Task;
            return 1;
        }));
        var executions = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => engine.StartAsync("busy", $"b-{i}", i)));

        await Task.WhenAll(executions.Select(e => e.StopAsync()));
        var before = Volatile.Read(ref begun);
        gate.SetResult();
        var next = await engine.StartAsync("busy", "next", 1);

        (await next.GetResultAsync<int>()).Should().Be(1, "the places of those that were stopped are free");
        executions.Should().OnlyContain(e => e.Status == ExecutionStatus.Stopped);
        Volatile.Read(ref begun).Should().Be(before + 1);
    }

    [Test]
    public async Task StopAsync_WaitingForAFunction_EndsItAndItsRegistrationRunsNothing()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("sleeper", DurableEngineTests.Sleeper);
        await engine.StartAsync("sleeper", "s", 1);
        engine.Kill();
        engine = await OpenAsync();
        var execution = (await engine.FindAsync("s"))!;

        await execution.StopAsync();
        engine.Register<int, int>("sleeper", DurableEngineTests.Sleeper);

        execution.Status.Should().Be(ExecutionStatus.Stopped);
        (await engine.ListBlockedAsync()).Should().BeEmpty();
        (await execution.GetHistoryAsync())[^1].Should().BeEquivalentTo(new { EventType = HistoryEventType.ExecutionStopped, Error = new { ErrorType = "Execution.Stopped" } });
    }

    [Test]
    public async Task StopAsync_Evicted_EndsItInItsRowAsWell()
    {
        var options = Options with { ResidentBytes = 0 };
        var engine = await OpenAsync(options);
        engine.Register<int, int>("sleeper", DurableEngineTests.Sleeper);
        var execution = await engine.StartAsync("sleeper", "s", 3600);
        while (execution.IsResident || (await execution.GetHistoryAsync()).All(e => e.EventType != HistoryEventType.WaitStarted))
        {
            await Task.Yield();
        }

        await execution.StopAsync(new DurableError("Mine", "enough"));
        await engine.StopAsync();
        engine = await OpenAsync(options);
        var found = (await engine.FindAsync("s"))!;

        engine.Recovery.ExecutionsResumed.Should().Be(0);
        (await found.Invoking(f => f.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>())
            .Which.Should().BeEquivalentTo(new { Status = ExecutionStatus.Stopped, Error = new DurableError("Mine", "enough") });
    }

    [Test]
    public async Task StopAsync_AnErrorOfAnySize_IsShortenedAndOneWithoutATypeRefused()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("sleeper", DurableEngineTests.Sleeper);
        var execution = await engine.StartAsync("sleeper", "s", 3600);

        await execution.Awaiting(e => e.StopAsync(new DurableError(null!, "m"))).Should().ThrowAsync<ArgumentException>();
        await execution.StopAsync(new DurableError("Mine", new string('x', 1 << 20)));

        (await execution.GetHistoryAsync())[^1].Error!.ErrorMessage.Length.Should().BeLessThan(32768);
    }

    [Test]
    public async Task StopAsync_WithACanceledToken_StopsAllTheSame()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("sleeper", DurableEngineTests.Sleeper);
        var execution = await engine.StartAsync("sleeper", "s", 3600);

        try
        {
            await execution.StopAsync(cancellationToken: new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException)
        {
            // Unless the end was durable first.
        }

        (await execution.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>()).Which.Status.Should().Be(ExecutionStatus.Stopped);
    }

    [Test]
    public async Task Timeout_OfABlockedExecution_EndsItEvenWhenDueInDowntime([Values] bool evicts)
    {
        var options = Options with { ResidentBytes = evicts ? 0 : DurableEngineOptions.DefaultResidentBytes };
        var engine = await OpenAsync(options);
        engine.Register<int, int>("sleeper", DurableEngineTests.Sleeper);
        var execution = await engine.StartAsync("sleeper", "s", 3600, new StartOptions { Timeout = TimeSpan.FromSeconds(0.5) });
        while ((await execution.GetHistoryAsync()).All(e => e.EventType != HistoryEventType.WaitStarted))
        {
            await Task.Yield();
        }

        engine.Kill();
        Clock.Advance(TimeSpan.FromSeconds(1));
        engine = await OpenAsync(options);
        var found = (await engine.FindAsync("s"))!;

        var failed = (await found.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>()).Which;
        failed.Should().BeEquivalentTo(new { Status = ExecutionStatus.TimedOut, Error = new DurableError("Execution.TimedOut", "The execution's time of 0.5 s was up.") });
        var history = await found.GetHistoryAsync();
        history[0].ExecutionTimeout.Should().Be(TimeSpan.FromSeconds(0.5));
        history[^1].EventType.Should().Be(HistoryEventType.ExecutionTimedOut);
    }

    [Test]
    public async Task Timeout_OfOneThatEndedBefore_ChangesNothing()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("sleeper", DurableEngineTests.Sleeper);
        var execution = await engine.StartAsync("sleeper", "s", 5, new StartOptions { Timeout = TimeSpan.FromSeconds(60) });
        var result = await PassTimeUntilAsync(execution.GetResultAsync<int>());

        Clock.Advance(TimeSpan.FromMinutes(10));

        result.Should().Be(7);
        execution.Status.Should().Be(ExecutionStatus.Succeeded);
    }

    [Test]
    public async Task StartAsync_TheSameNameWithAnotherTimeout_KeepsTheFirst()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("sleeper", DurableEngineTests.Sleeper);
        await engine.StartAsync("sleeper", "s", 5, new StartOptions { Timeout = TimeSpan.FromSeconds(60) });

        var again = await engine.StartAsync("sleeper", "s", 5, new StartOptions { Timeout = TimeSpan.FromSeconds(1) });

        (await again.GetHistoryAsync())[0].ExecutionTimeout.Should().Be(TimeSpan.FromMinutes(1));
    }

    [Test]
    public void StartOptions_ATimeoutOutOfRange_IsRefused()
    {
        FluentActions.Invoking(() => new StartOptions { Timeout = TimeSpan.FromSeconds(-1) }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new StartOptions { Timeout = TimeSpan.FromDays(367) }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new DurableFunctionOptions { ExecutionTimeout = TimeSpan.FromDays(367) }).Should().Throw<ArgumentOutOfRangeException>();
    }
}
