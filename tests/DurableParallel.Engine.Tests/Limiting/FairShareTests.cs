using System.Collections.Concurrent;

namespace DurableParallel.Engine.Tests.Limiting;

/// <summary>Executions of a function with limits wait until there is room, through crashes, and say why.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class FairShareTests : EngineFixture
{
    private ConcurrentQueue<string> _begun = null!;

    [SetUp]
    public void SetUp() => _begun = new ConcurrentQueue<string>();

    [Test]
    public async Task MaxConcurrentExecutions_TheRestWaitsAndSaysWhy([Values] bool reopens)
    {
        var limits = new DurableFunctionOptions { MaxConcurrentExecutions = 2 };
        var engine = await OpenAsync(limits);
        for (var number = 1; number <= 5; number++)
        {
            await engine.StartAsync("work", $"e{number}", "a");
        }

        await BegunAsync(2);
        if (reopens)
        {
            engine.Kill();
            engine = await OpenAsync(limits);
            await BegunAsync(4);
        }

        await QuietAsync(engine);
        (await WaitingAsync(engine)).Should().Equal("e3 MaxConcurrentExecutions", "e4 MaxConcurrentExecutions", "e5 MaxConcurrentExecutions");
        (await engine.FindAsync("e3"))!.IsResident.Should().BeFalse();
        await EndAsync(engine, "e2");
        await QuietAsync(engine);
        (await WaitingAsync(engine)).Should().Equal("e4 MaxConcurrentExecutions", "e5 MaxConcurrentExecutions");
        await EndAsync(engine, "e1");
        await EndAsync(engine, "e3");
        await EndAsync(engine, "e4");
        await EndAsync(engine, "e5");
        _begun.Distinct().Should().HaveCount(5);
    }

    [Test]
    public async Task ConcurrencyKey_OneAtATimeForEachKey_InOrder()
    {
        var engine = await OpenAsync(new DurableFunctionOptions { ConcurrencyKey = ConcurrencyKey.Of<string>(static customer => customer == "any" ? null : customer) });
        await engine.StartAsync("work", "a1", "a");
        await engine.StartAsync("work", "a2", "a");
        await engine.StartAsync("work", "b1", "b");
        await engine.StartAsync("work", "n1", "any");
        await engine.StartAsync("work", "n2", "any");

        await BegunAsync(4);
        await QuietAsync(engine);
        _begun.Should().BeEquivalentTo("a1", "b1", "n1", "n2");
        (await WaitingAsync(engine)).Should().Equal("a2 ConcurrencyKey");
        await EndAsync(engine, "a1");
        await EndAsync(engine, "a2");
    }

    [Test]
    public async Task RateLimit_WhatIsBeyondBeginsWhenItsTokenComes()
    {
        var engine = await OpenAsync(new DurableFunctionOptions { RateLimit = new RateLimit(1, TimeSpan.FromSeconds(10), burst: 2) });
        for (var number = 1; number <= 4; number++)
        {
            await engine.StartAsync("work", $"e{number}", "a");
        }

        await BegunAsync(2);
        await QuietAsync(engine);
        (await WaitingAsync(engine)).Should().Equal("e3 RateLimit", "e4 RateLimit");
        Clock.Advance(TimeSpan.FromSeconds(9.999));
        await QuietAsync(engine);
        _begun.Should().HaveCount(2);
        Clock.Advance(TimeSpan.FromSeconds(0.001));
        await BegunAsync(3);
        Clock.Advance(TimeSpan.FromSeconds(10));
        await BegunAsync(4);
        _begun.Should().Equal("e1", "e2", "e3", "e4");
    }

    [Test]
    public async Task Priority_OfThoseThatWait_TheHigherBeginsFirst()
    {
        var engine = await OpenAsync(new DurableFunctionOptions { MaxConcurrentExecutions = 1 });
        await engine.StartAsync("work", "first", "a");
        await BegunAsync(1);
        await engine.StartAsync("work", "low", "a", new StartOptions { Priority = -1 });
        await engine.StartAsync("work", "plain", "a");
        await engine.StartAsync("work", "high", "a", new StartOptions { Priority = 5 });
        engine.Kill();
        engine = await OpenAsync(new DurableFunctionOptions { MaxConcurrentExecutions = 1 });

        foreach (var name in (string[])["first", "high", "plain", "low"])
        {
            await EndAsync(engine, name);
        }

        _begun.Distinct().Should().Equal("first", "high", "plain", "low");
    }

    [Test]
    public async Task StoppedWhileItWaits_BeginsNeverAndHoldsNothingUp()
    {
        var engine = await OpenAsync(new DurableFunctionOptions { MaxConcurrentExecutions = 1 });
        await engine.StartAsync("work", "first", "a");
        var stopped = await engine.StartAsync("work", "stopped", "a");
        await engine.StartAsync("work", "last", "a");
        await stopped.StopAsync();

        stopped.Status.Should().Be(ExecutionStatus.Stopped);
        stopped.Waiting.Should().BeNull();
        await EndAsync(engine, "first");
        await EndAsync(engine, "last");
        _begun.Should().Equal("first", "last");
    }

    [Test]
    public async Task Timeout_OfOneThatWaits_RunsFromWhenItBegins()
    {
        var engine = await OpenAsync(new DurableFunctionOptions { MaxConcurrentExecutions = 1 });
        await engine.StartAsync("work", "first", "a");
        var second = await engine.StartAsync("work", "second", "a", new StartOptions { Timeout = TimeSpan.FromHours(1) });
        await BegunAsync(1);

        Clock.Advance(TimeSpan.FromHours(5));
        await EndAsync(engine, "first");
        await BegunAsync(2);
        second.Status.Should().Be(ExecutionStatus.Running);
        Clock.Advance(TimeSpan.FromHours(1));
        await second.Awaiting(h => h.GetResultAsync<string>()).Should().ThrowAsync<ExecutionFailedException>();
        second.Status.Should().Be(ExecutionStatus.TimedOut);
    }

    [Test]
    public async Task Retry_WaitsForRoomAgain()
    {
        var engine = await OpenAsync(new DurableFunctionOptions { MaxConcurrentExecutions = 1 });
        var failed = await engine.StartAsync("work", "fails", "fail");
        await failed.Awaiting(h => h.GetResultAsync<string>()).Should().ThrowAsync<ExecutionFailedException>();
        await engine.StartAsync("work", "first", "a");
        await BegunAsync(2);

        await engine.RetryAsync("fails");
        await QuietAsync(engine);
        failed.Waiting!.Reason.Should().Be(StartWaitReason.MaxConcurrentExecutions);
        await EndAsync(engine, "first");
        await BegunAsync(3);
        _begun.Should().Equal("fails", "first", "fails");
    }

    [Test]
    public async Task StartAt_OfOneWithLimits_WaitsForItsTimeAndThenForRoom()
    {
        var engine = await OpenAsync(new DurableFunctionOptions { MaxConcurrentExecutions = 1 });
        await engine.StartAsync("work", "first", "a");
        var later = await engine.StartAsync("work", "later", "a", new StartOptions { StartAt = Clock.GetUtcNow().AddHours(1) });
        await BegunAsync(1);

        later.Waiting!.Reason.Should().Be(StartWaitReason.StartTime);
        Clock.Advance(TimeSpan.FromHours(1));
        await QuietAsync(engine);
        later.Waiting!.Reason.Should().Be(StartWaitReason.MaxConcurrentExecutions);
        await EndAsync(engine, "first");
        await EndAsync(engine, "later");
    }

    [Test]
    public async Task Invoke_OfAFunctionWithLimits_WaitsAsAnyStart()
    {
        var engine = await OpenAsync(new DurableFunctionOptions { ConcurrencyKey = ConcurrencyKey.Of<string>(static customer => customer == "bad" ? throw new FormatException("no key") : customer) });
        engine.Register<string, string>("parent", static async (ctx, input) => await ctx.InvokeAsync<string, string>("call", "work", input));
        await engine.StartAsync("work", "first", "a");
        await BegunAsync(1);
        var parent = await engine.StartAsync("parent", "p", "a");
        await QuietAsync(engine);

        (await WaitingAsync(engine)).Should().Equal("p--1 ConcurrencyKey");
        await EndAsync(engine, "first");
        await EndAsync(engine, "p--1");
        (await parent.GetResultAsync<string>()).Should().Be("a");

        var bad = await engine.StartAsync("parent", "q", "bad");
        (await bad.Awaiting(h => h.GetResultAsync<string>()).Should().ThrowAsync<ExecutionFailedException>()).WithMessage("*no key*");
        await engine.Awaiting(e => e.StartAsync("work", "bad", "bad")).Should().ThrowAsync<FormatException>();
    }

    [Test]
    public async Task Executions_ThatRaceForOneKey_NeverRunTwoAtATime()
    {
        var running = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var mostAtATime = 0;
        var engine = await OpenAsync();
        engine.Register("work", DurableFunction.Create<string, int>(
            async (ctx, key) =>
            {
                await ctx.StepAsync("in", () => Max(ref mostAtATime, running.AddOrUpdate(key, 1, static (_, count) => count + 1)));
                await ctx.StepAsync("out", () => running.AddOrUpdate(key, 0, static (_, count) => count - 1));
                return 0;
            },
            new DurableFunctionOptions { ConcurrencyKey = ConcurrencyKey.Of<string>(static key => key), MaxConcurrentExecutions = 4 }));

        var starts = await Task.WhenAll(Enumerable.Range(0, 2000).Select(number => engine.StartAsync("work", $"e{number}", $"key {number % 7}")));
        await Task.WhenAll(starts.Select(static started => started.GetResultAsync<int>()));

        mostAtATime.Should().Be(1);
    }

    [Test]
    public void Limits_OutOfTheirRange_AreRefused()
    {
        FluentActions.Invoking(static () => new DurableFunctionOptions { MaxConcurrentExecutions = 0 }).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*MaxConcurrentExecutions must be 1 or more*");
        FluentActions.Invoking(static () => new RateLimit(0, TimeSpan.FromSeconds(1))).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*count must be 1 or more*");
        FluentActions.Invoking(static () => new RateLimit(1, TimeSpan.Zero)).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*per must be above 0*");
        FluentActions.Invoking(static () => ConcurrencyKey.Of<string>(static key => key, max: 0)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(static () => DurableFunction.Create<int, int>(static (_, input) => Task.FromResult(input), new DurableFunctionOptions { ConcurrencyKey = ConcurrencyKey.Of<string>(static key => key) }))
            .Should().Throw<ArgumentException>().WithMessage("*System.String*System.Int32*");
    }

    [TestCase("")]
    [TestCase("two\nlines")]
    public async Task ConcurrencyKey_ThatIsNone_IsRefusedAtTheStart(string key)
    {
        var engine = await OpenAsync(new DurableFunctionOptions { ConcurrencyKey = ConcurrencyKey.Of<string>(_ => key) });

        await engine.Awaiting(e => e.StartAsync("work", "e", "a")).Should().ThrowAsync<ArgumentException>().WithMessage("*A concurrency key has*");
        (await engine.FindAsync("e")).Should().BeNull();
    }

    private static int Max(ref int most, int count)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < count && Interlocked.CompareExchange(ref most, count, seen) != seen)
        {
        }

        return count;
    }

    private async Task<DurableEngine> OpenAsync(DurableFunctionOptions limits)
    {
        var engine = await OpenAsync();
        engine.Register("work", DurableFunction.Create<string, string>(
            async (ctx, input) =>
            {
                _begun.Enqueue(ctx.ExecutionName);
                if (input == "fail")
                {
                    await ctx.StepAsync("fails", static () => throw new InvalidOperationException("fails"), new StepConfig { Retry = RetryStrategy.None });
                }

                await ctx.WaitForCallbackAsync("end", static (_, _) => { });
                return input;
            },
            limits));
        return engine;
    }

    private async Task BegunAsync(int count)
    {
        while (_begun.Count < count)
        {
            await Task.Yield();
        }
    }

    private static async Task QuietAsync(DurableEngine engine)
    {
        while (!engine.IsQuiet)
        {
            await Task.Yield();
        }
    }

    private static async Task<IEnumerable<string>> WaitingAsync(DurableEngine engine) =>
        (await engine.ListAsync()).Executions.Where(static found => found.Waiting is not null).Select(static found => $"{found.Name} {found.Waiting!.Reason}").Order();

    private static async Task EndAsync(DurableEngine engine, string name)
    {
        var handle = (await engine.FindAsync(name))!;
        while (true)
        {
            if (await handle.GetOpenCallbacksAsync() is [var open])
            {
                await engine.SucceedCallbackAsync(open.CallbackId);
                await handle.GetResultPayloadAsync();
                return;
            }

            await Task.Yield();
        }
    }
}
