namespace DurableParallel.Engine.Tests.Purging;

[TestFixture]
[CancelAfter(120_000)]
internal sealed class PurgeTests : EngineFixture
{
    [Test]
    public async Task PurgeAsync_EndedExecutions_AreGoneAndTheirNamesFree()
    {
        var engine = await OpenWithFunctionsAsync();
        await StartAsync(engine, "ok", 1000);
        var handle = (await engine.FindAsync("ok-7"))!;

        var purged = await engine.PurgeAsync(TimeSpan.Zero);

        purged.Should().Be(1000);
        (await engine.FindAsync("ok-7")).Should().BeNull();
        (await engine.CountByStatusAsync()).Values.Sum().Should().Be(0);
        handle.IsPurged.Should().BeTrue();
        (await handle.Awaiting(h => h.GetResultPayloadAsync()).Should().ThrowAsync<ExecutionNotFoundException>()).Which.Code.Should().Be("DP4017");
        await handle.Awaiting(h => h.GetHistoryAsync()).Should().ThrowAsync<ExecutionNotFoundException>().WithMessage("*'ok-7' was purged*");
        await handle.Awaiting(h => h.StopAsync()).Should().NotThrowAsync("it had ended");
        var again = await engine.StartAsync("ok", "ok-7", 99);
        (await again.GetResultAsync<int>()).Should().Be(99);
    }

    [Test]
    public async Task PurgeAsync_OneName_LeavesThoseThatBeginSo()
    {
        var engine = await OpenWithFunctionsAsync();
        await StartAsync(engine, "ok", 11);

        var purged = await engine.PurgeAsync("ok-1");

        purged.Should().BeTrue();
        (await engine.PurgeAsync("ok-1")).Should().BeFalse("it is gone");
        (await engine.FindAsync("ok-10")).Should().NotBeNull();
        (await engine.CountByStatusAsync()).Values.Sum().Should().Be(10);
    }

    [Test]
    public async Task PurgeAsync_OneThatRuns_SaysSoAndLeavesIt()
    {
        var engine = await OpenWithFunctionsAsync();
        await engine.StartAsync("park", "park-0", 0);

        var purging = engine.Awaiting(e => e.PurgeAsync("park-0"));

        await purging.Should().ThrowAsync<InvalidOperationException>().WithMessage("*'park-0' is Running*Stop it first*");
        (await engine.FindAsync("park-0")).Should().NotBeNull();
    }

    [Test]
    public async Task PurgeAsync_RunningAndBlockedOnes_AreNotTouched()
    {
        var engine = await OpenWithFunctionsAsync();
        await engine.StartAsync("park", "park-0", 0);
        await StartAsync(engine, "ok", 10);
        await engine.StartAsync("park", "park-1", 0);
        await engine.StopAsync();
        var reopened = await OpenAsync();
        reopened.Register<int, int>("ok", static (_, input) => Task.FromResult(input));

        var purged = await reopened.PurgeAsync(new ExecutionQuery());

        purged.Should().Be(10);
        (await reopened.ListAsync()).Executions.Select(summary => (summary.Name, summary.Status))
            .Should().Equal(("park-0", ExecutionStatus.Blocked), ("park-1", ExecutionStatus.Blocked));
    }

    [Test]
    public async Task PurgeAsync_WhileOthersAreParked_LosesNothingOfThem()
    {
        var engine = await OpenWithFunctionsAsync();
        var parked = new List<ExecutionHandle>();
        for (var i = 0; i < 20; i++)
        {
            parked.Add(await engine.StartAsync("park", $"park-{i}", i));
            await (await engine.StartAsync("ok", $"ok-{i}", i)).GetResultPayloadAsync();
        }

        var purged = await engine.PurgeAsync(TimeSpan.Zero);
        engine.Kill();
        var reopened = await OpenAsync();
        Register(reopened);

        purged.Should().Be(20);
        (await reopened.CountByStatusAsync()).Should().Contain(ExecutionStatus.Running, 20).And.Contain(ExecutionStatus.Succeeded, 0);
        var results = await PassTimeUntilAsync(Task.WhenAll(parked.Select(async handle => await (await reopened.FindAsync(handle.Name))!.GetResultAsync<int>())));
        results.Should().Equal(Enumerable.Range(0, 20));
    }

    [Test]
    public async Task PurgeAsync_ACrashAtAnyCommit_LeavesEachExecutionWholeOrGone([Range(0, 7)] int commitsLater)
    {
        var fail = new FailLater();
        var engine = await OpenAsync(Options with { JournalFaults = fail });
        Register(engine);
        await engine.StartAsync("park", "park-0", 5);
        await StartAsync(engine, "ok", 600);
        fail.After(commitsLater);

        await engine.Awaiting(e => e.PurgeAsync(TimeSpan.Zero)).Invoke().ContinueWith(_ => { }, TaskScheduler.Default);
        engine.Kill();
        var reopened = await OpenAsync();
        Register(reopened);

        foreach (var summary in (await reopened.ListAsync(new ExecutionQuery { FunctionName = "ok" }, pageSize: 1000)).Executions)
        {
            summary.Status.Should().Be(ExecutionStatus.Succeeded);
            (await (await reopened.FindAsync(summary.Name))!.GetResultAsync<int>()).Should().Be(int.Parse(summary.Name[3..]));
        }

        (await PassTimeUntilAsync((await reopened.FindAsync("park-0"))!.GetResultAsync<int>())).Should().Be(5);
        await reopened.PurgeAsync(TimeSpan.Zero);
        (await reopened.CountByStatusAsync()).Values.Sum().Should().Be(0);
    }

    [Test]
    public async Task PurgeAsync_ByQuery_TakesThoseOnly()
    {
        var engine = await OpenWithFunctionsAsync();
        await StartAsync(engine, "ok", 30);
        await StartAsync(engine, "bad", 3);

        var purged = await engine.PurgeAsync(new ExecutionQuery { Statuses = [ExecutionStatus.Failed] });

        purged.Should().Be(3);
        (await engine.CountByStatusAsync())[ExecutionStatus.Succeeded].Should().Be(30);
    }

    [Test]
    public async Task PurgeAsync_OlderThan_KeepsWhatEndedLater()
    {
        var engine = await OpenWithFunctionsAsync();
        await StartAsync(engine, "ok", 5);
        Clock.Advance(TimeSpan.FromDays(1));
        await StartAsync(engine, "bad", 5);

        var tooEarly = await engine.PurgeAsync(TimeSpan.FromDays(1) + TimeSpan.FromMilliseconds(1));
        var purged = await engine.PurgeAsync(TimeSpan.FromDays(1));

        tooEarly.Should().Be(0);
        purged.Should().Be(5);
        (await engine.PurgeAsync(TimeSpan.MaxValue)).Should().Be(0);
    }

    [TestCase(ExecutionStatus.Running)]
    [TestCase(ExecutionStatus.Blocked)]
    public async Task PurgeAsync_AQueryForThoseThatHaveNotEnded_IsRefused(ExecutionStatus status)
    {
        var engine = await OpenAsync();

        await engine.Awaiting(e => e.PurgeAsync(new ExecutionQuery { Statuses = [status] })).Should().ThrowAsync<ArgumentException>().WithMessage("*have ended*");
    }

    [Test]
    public async Task PurgeAsync_TwiceAtOnce_CountsEachExecutionOnce()
    {
        var engine = await OpenWithFunctionsAsync();
        await StartAsync(engine, "ok", 2000);

        var purged = await Task.WhenAll(engine.PurgeAsync(TimeSpan.Zero), engine.PurgeAsync(TimeSpan.Zero));

        purged.Sum().Should().Be(2000);
    }

    [Test]
    public async Task PurgeAsync_WhileTheSameNamesAreStarted_NeverMixesThem()
    {
        var engine = await OpenWithFunctionsAsync();
        for (var round = 0; round < 20; round++)
        {
            await StartAsync(engine, "ok", 50);
            var purging = engine.PurgeAsync(TimeSpan.Zero);

            var result = await StartAsync(engine, "ok", 50);

            await purging;
            result.IsSuccess.Should().BeTrue();
        }

        engine.Kill();
        var reopened = await OpenAsync();
        (await reopened.ListAsync(pageSize: 1000)).Executions.Select(summary => summary.Name).Should().OnlyHaveUniqueItems();
    }

    [Test]
    public async Task PurgeAsync_ManyLargeExecutions_ShrinksTheFile()
    {
        var engine = await OpenWithFunctionsAsync();
        var payload = "\"" + new string('x', 64 * 1024) + "\"";
        await engine.StartManyAsync(
            Enumerable.Range(0, 500).Select(i => StartRequest.WithPayload("text", $"t-{i}", payload)),
            new StartManyOptions { MaxInFlight = 20, Until = StartManyUntil.Ended });
        await engine.StopAsync();
        var before = new FileInfo(Files.Path).Length;
        var reopened = await OpenAsync();

        await reopened.PurgeAsync(TimeSpan.Zero);
        await reopened.StopAsync();

        before.Should().BeGreaterThan(30_000_000);
        new FileInfo(Files.Path).Length.Should().BeLessThan(8_000_000);
    }

    [Test]
    public async Task Retention_WhenItIsOver_PurgesByItself()
    {
        var engine = await OpenAsync(Options with { Retention = TimeSpan.FromHours(1) });
        Register(engine);
        await StartAsync(engine, "ok", 20);
        await engine.StartAsync("park", "park-0", 0);

        await PassTimeUntilAsync(UntilAsync(async () => (await engine.CountByStatusAsync())[ExecutionStatus.Succeeded] == 0));

        (Clock.GetUtcNow() - new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero)).Should().BeGreaterThanOrEqualTo(TimeSpan.FromHours(1));
        (await engine.FindAsync("park-0"))!.Status.Should().Be(ExecutionStatus.Running);
    }

    [TestCase(false, TestName = "Retention_ClockIsAheadForHalfAnHour_PurgesNothingEarly")]
    [TestCase(true, TestName = "Retention_ClockIsAheadWhenItOpens_PurgesNothingEarly")]
    public async Task Retention_ClockIsAheadForAWhile_PurgesNothingEarly(bool whenItOpens)
    {
        var options = Options with { Retention = TimeSpan.FromHours(2) };
        var engine = await OpenAsync(options);
        Register(engine);
        await StartAsync(engine, "ok", 20);
        var ended = Clock.GetUtcNow();
        Clock.Step(TimeSpan.FromDays(30));
        if (whenItOpens)
        {
            await engine.StopAsync();
            engine = await OpenAsync(options);
            Register(engine);
        }

        await PassAsync(engine, TimeSpan.FromMinutes(30));
        Clock.Step(TimeSpan.FromDays(-30));

        await PassTimeUntilAsync(UntilAsync(async () => (await engine.CountByStatusAsync())[ExecutionStatus.Succeeded] == 0));

        (Clock.GetUtcNow() - ended).Should().BeGreaterThanOrEqualTo(TimeSpan.FromHours(2));
    }

    [Test]
    public async Task Retention_ClockWentOnByFar_IsBelievedAfterAnHour()
    {
        var engine = await OpenAsync(Options with { Retention = TimeSpan.FromDays(30) });
        Register(engine);
        await StartAsync(engine, "ok", 20);
        Clock.Step(TimeSpan.FromDays(60));
        var stepped = Clock.GetTimestamp();

        await PassTimeUntilAsync(UntilAsync(async () => (await engine.CountByStatusAsync())[ExecutionStatus.Succeeded] == 0));

        Clock.GetElapsedTime(stepped).Should().BeGreaterThanOrEqualTo(TimeSpan.FromHours(1));
    }

    [Test]
    public async Task Purge_ByAPersonWhileTheClockIsAhead_GoesByTheClock()
    {
        var engine = await OpenAsync(Options with { Retention = TimeSpan.FromDays(30) });
        Register(engine);
        await StartAsync(engine, "ok", 3);
        Clock.Step(TimeSpan.FromDays(60));

        (await engine.PurgeAsync(TimeSpan.FromDays(30))).Should().Be(3);
    }

    [Test]
    public async Task Retention_NotSet_KeepsForEver()
    {
        var engine = await OpenWithFunctionsAsync();
        await StartAsync(engine, "ok", 3);

        Clock.Advance(TimeSpan.FromDays(365));

        (await engine.CountByStatusAsync())[ExecutionStatus.Succeeded].Should().Be(3);
    }

    [Test]
    public void Retention_ZeroOrLess_IsRefused() =>
        FluentActions.Invoking(() => new DurableEngineOptions { Retention = TimeSpan.Zero }).Should().Throw<ArgumentOutOfRangeException>();

    private async Task<DurableEngine> OpenWithFunctionsAsync()
    {
        var engine = await OpenAsync();
        Register(engine);
        return engine;
    }

    private static void Register(DurableEngine engine)
    {
        engine.Register<int, int>("ok", static (_, input) => Task.FromResult(input));
        engine.Register<string, string>("text", static (_, input) => Task.FromResult(input));
        engine.Register<int, int>("bad", static (_, _) => throw new InvalidOperationException("no luck"));
        engine.Register<int, int>("park", static async (ctx, input) =>
        {
            await ctx.WaitAsync(TimeSpan.FromHours(20));
            return input;
        });
    }

    private static Task<StartManyResult> StartAsync(DurableEngine engine, string function, int count) => engine.StartManyAsync(
        Enumerable.Range(0, count).Select(i => StartRequest.For(function, $"{function}-{i}", i)),
        new StartManyOptions { Until = StartManyUntil.Ended });

    // No further than that, however late the one who waits for it looks.
    private async Task PassAsync(DurableEngine engine, TimeSpan time)
    {
        var end = Clock.GetTimestamp() + time.Ticks;
        while (Clock.GetTimestamp() < end || !engine.IsQuiet)
        {
            if (Clock.GetTimestamp() < end && engine.IsQuiet)
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
            }

            await Task.Yield();
        }
    }

    private static async Task<bool> UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Yield();
        }

        return true;
    }

    private sealed class FailLater : Engine.Journal.IJournalFaults
    {
        private long _last;
        private long _failAt = long.MaxValue;

        public void After(int commits) => Volatile.Write(ref _failAt, Volatile.Read(ref _last) + commits);

        public void BeforeCommit(long commit, int operations)
        {
            Volatile.Write(ref _last, commit);
            if (commit > Volatile.Read(ref _failAt))
            {
                throw new IOException("no space left (injected)");
            }
        }

        public void AfterCommit(long commit)
        {
        }
    }
}
