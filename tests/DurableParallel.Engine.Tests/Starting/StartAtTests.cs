using DurableParallel.Engine.Journal.Log;

namespace DurableParallel.Engine.Tests.Starting;

internal sealed class StartAtTests : EngineFixture
{
    private int _begun;

    [SetUp]
    public void SetUp() => _begun = 0;

    [Test]
    public async Task StartAt_BeforeItsTime_ShowsThatItWaitsAndUntilWhen([Values] bool reopens)
    {
        var at = Clock.GetUtcNow().AddHours(2).AddTicks(1);
        var engine = await OpenWithAsync();
        var handle = await engine.StartAsync("count", "later", 1, new StartOptions { StartAt = at });
        if (reopens)
        {
            engine.Kill();
            engine = await OpenWithAsync();
            handle = (await engine.FindAsync("later"))!;
        }

        var due = Clock.GetUtcNow().AddHours(2).AddMilliseconds(1);
        handle.Waiting.Should().Be(new StartWait(StartWaitReason.StartTime, due), "a part of a millisecond is rounded up");
        handle.Status.Should().Be(ExecutionStatus.Running);
        handle.ToString().Should().EndWith("begins 2030-01-01T02:00:00.001Z");
        (await engine.ListAsync()).Executions.Single().Waiting.Should().Be(handle.Waiting);
        handle.IsResident.Should().BeFalse();
        _begun.Should().Be(0);
    }

    [Test]
    public async Task StartAt_Begun_WaitsNoMore([Values] bool reopens)
    {
        var engine = await OpenWithAsync();
        var handle = await engine.StartAsync("count", "later", 1, new StartOptions { StartAt = Clock.GetUtcNow().AddHours(2) });

        Clock.Advance(TimeSpan.FromHours(2));
        (await handle.GetResultAsync<int>()).Should().Be(2);
        if (reopens)
        {
            engine.Kill();
            engine = await OpenWithAsync();
            handle = (await engine.FindAsync("later"))!;
        }

        handle.Waiting.Should().BeNull();
        (await engine.ListAsync()).Executions.Single().Waiting.Should().BeNull();
        handle.ToString().Should().NotContain("begins");
        _begun.Should().Be(1);
    }

    [Test]
    public async Task StartAt_MoreThanAYearAhead_IsKept()
    {
        var engine = await OpenWithAsync();
        await engine.StartAsync("count", "later", 1, new StartOptions { StartAt = Clock.GetUtcNow().AddDays(3000) });
        engine.Kill();
        engine = await OpenWithAsync();
        var handle = (await engine.FindAsync("later"))!;

        handle.Waiting!.DueTimestamp.Should().Be(Clock.GetUtcNow().AddDays(3000));
        Clock.Advance(TimeSpan.FromDays(3000));

        (await handle.GetResultAsync<int>()).Should().Be(2);
    }

    [Test]
    public async Task StartMany_WithStartTimes_BeginsEachAtItsOwn()
    {
        var engine = await OpenWithAsync();
        var now = Clock.GetUtcNow();
        var started = await engine.StartManyAsync(Enumerable.Range(0, 20).Select(i => StartRequest.For("count", $"e{i}", i, new StartOptions { StartAt = now.AddMinutes(i) })));

        started.Started.Should().Be(20);
        Clock.Advance(TimeSpan.FromMinutes(9));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async i => (await (await engine.FindAsync($"e{i}"))!.GetResultAsync<int>()).Should().Be(i + 1)));

        _begun.Should().Be(10);
        (await engine.ListAsync()).Executions.Count(execution => execution.Waiting is not null).Should().Be(10);
    }

    [Test]
    public async Task StartAsync_AgainWithAnotherTime_FindsTheFirst()
    {
        var engine = await OpenWithAsync();
        var first = await engine.StartAsync("count", "later", 1, new StartOptions { StartAt = Clock.GetUtcNow().AddHours(2) });

        var second = await engine.StartAsync("count", "later", 1, new StartOptions { StartAt = Clock.GetUtcNow().AddHours(9) });

        second.Waiting.Should().Be(first.Waiting);
        await second.Awaiting(handle => engine.StartAsync("count", "later", 2)).Should().ThrowAsync<ExecutionNameTakenException>();
    }

    [Test]
    public async Task Retry_OfOneThatWasStoppedBeforeItBegan_WaitsAgain()
    {
        var engine = await OpenWithAsync();
        var handle = await engine.StartAsync("count", "later", 1, new StartOptions { StartAt = Clock.GetUtcNow().AddHours(2), Timeout = TimeSpan.FromMinutes(5) });
        await handle.StopAsync();
        handle.Waiting.Should().BeNull("it has ended");

        await engine.RetryAsync("later");
        handle.Waiting.Should().NotBeNull();
        _begun.Should().Be(0);
        Clock.Advance(TimeSpan.FromHours(2));

        (await handle.GetResultAsync<int>()).Should().Be(2);
    }

    [Test]
    public async Task Fork_OfOneThatWasHeldBack_BeginsAtOnce()
    {
        var engine = await OpenWithAsync();
        var handle = await engine.StartAsync("count", "later", 1, new StartOptions { StartAt = Clock.GetUtcNow().AddHours(2) });
        Clock.Advance(TimeSpan.FromHours(2));
        await handle.GetResultAsync<int>();

        var fork = await engine.ForkAsync("later", "s", new ForkOptions { ExecutionName = "fork" });

        (await fork.GetResultAsync<int>()).Should().Be(2);
        fork.Waiting.Should().BeNull();
    }

    [Test]
    public async Task StartAt_ClockSetBack_IsNotForgotten()
    {
        var engine = await OpenWithAsync();
        var handle = await engine.StartAsync("count", "later", 1, new StartOptions { StartAt = Clock.GetUtcNow().AddHours(2) });

        Clock.Step(TimeSpan.FromHours(-10));
        Clock.Advance(TimeSpan.FromHours(2));

        (await handle.GetResultAsync<int>()).Should().Be(2, "a wall clock that is set back lets nothing come later");
    }

    [TestCase(0L)]
    [TestCase(621_355_968_000_000_000L)]
    public void StartAt_InThePast_IsTaken(long ticks) =>
        new StartOptions { StartAt = new DateTimeOffset(ticks, TimeSpan.Zero) }.StartAt!.Value.Ticks.Should().Be(ticks);

    [Test]
    public void StartAt_AfterTheYear8999_IsRefused() =>
        FluentActions.Invoking(() => new StartOptions { StartAt = DateTimeOffset.MaxValue })
            .Should().Throw<ArgumentOutOfRangeException>().WithParameterName("StartAt").WithMessage("*before the year 9000*");

    [TestCase(null)]
    [TestCase(5L)]
    public void Terms_WithAStartTime_AreTheSame(long? beganAt)
    {
        var terms = new ExecutionTerms { TenantId = "acme", StartAt = 1_900_000_000_000, BeganAt = beganAt, RetriedAt = 7, TimeoutMilliseconds = 1 };

        TermsCodec.FromBytes(TermsCodec.ToBytes(terms)).Should().Be(terms);
    }

    [TestCase(new byte[] { 128, 8 })]
    [TestCase(new byte[] { 128, 8, 2 })]
    [TestCase(new byte[] { 128, 8, 2, 2 })]
    [TestCase(new byte[] { 128, 8, 2, 1 })]
    public void Terms_WithHalfAStartTime_AreRefused(byte[] bytes) =>
        FluentActions.Invoking(() => TermsCodec.FromBytes(bytes)).Should().Throw<JournalDamagedException>();

    private async Task<DurableEngine> OpenWithAsync()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("count", async (ctx, input) =>
        {
            Interlocked.Increment(ref _begun);
            return await ctx.StepAsync("s", () => input + 1);
        });
        return engine;
    }
}
