namespace DurableParallel.Engine.Tests.Executions;

internal sealed class ForkTests : EngineFixture
{
    private readonly Dictionary<string, int> _runs = [];

    [SetUp]
    public void SetUp() => _runs.Clear();

    [TestCase("pay", TestName = "Fork_ByPath_RunsFromThereOn")]
    [TestCase("2", TestName = "Fork_ByPosition_RunsFromThereOn")]
    public async Task Fork_AtAnOperation_RunsFromThereOn(string at)
    {
        var engine = await OpenAsync();
        Register(engine);
        var source = await engine.StartAsync("order", "one", 5);
        (await source.GetResultAsync<string>()).Should().Be("5 reserve1 pay1 ship1");
        Clock.Advance(TimeSpan.FromHours(3));

        var fork = await engine.ForkAsync("one", at, new ForkOptions { ExecutionName = "two" });

        (await fork.GetResultAsync<string>()).Should().Be("5 reserve1 pay2 ship2");
        (await source.GetResultAsync<string>()).Should().Be("5 reserve1 pay1 ship1", "the source is not changed");
        (await source.GetHistoryAsync()).Should().HaveCount(8);
    }

    [Test]
    public async Task Fork_WithInputAndResult_UsesThem([Values] bool reopens)
    {
        var engine = await OpenAsync();
        Register(engine);
        await (await engine.StartAsync("order", "one", 5)).GetResultAsync<string>();

        var options = new ForkOptions { ExecutionName = "two" }.WithInput(6).WithResult("reserve", "seat 7");
        var fork = await engine.ForkAsync("one", "pay", options);
        if (reopens)
        {
            await engine.DisposeAsync();
            engine = await OpenAsync();
            Register(engine);
            fork = (await engine.FindAsync("two"))!;
        }

        (await fork.GetResultAsync<string>()).Should().Be("6 seat 7 pay2 ship2");
        var history = await fork.GetHistoryAsync();
        history[0].Payload.Should().Be("6");
        history[2].Payload.Should().Be("\"seat 7\"");
        history[2].EventTimestamp.Should().BeOnOrBefore(history[0].EventTimestamp, "it keeps the time at which it was");
    }

    [Test]
    public async Task Fork_FailedOperationWithAResult_HasSucceeded()
    {
        var engine = await OpenAsync();
        engine.Register("order", DurableFunction.Create(async ctx =>
        {
            string paid;
            try
            {
                paid = await ctx.StepAsync("pay", _ => Task.FromException<string>(new InvalidOperationException("down")), new StepConfig { Retry = RetryStrategy.None });
            }
            catch (StepFailedException)
            {
                paid = "not paid";
            }

            return await ctx.StepAsync("ship", _ => Task.FromResult(paid));
        }));
        (await (await engine.StartAsync("order", "one")).GetResultAsync<string>()).Should().Be("not paid");

        var fork = await engine.ForkAsync("one", "ship", new ForkOptions { ExecutionName = "two" }.WithResult("pay", "paid by hand"));
        (await fork.GetResultAsync<string>()).Should().Be("paid by hand");
    }

    [Test]
    public async Task Fork_InsideAScope_KeepsWhatHadEndedBefore()
    {
        var engine = await OpenAsync();
        engine.Register("checks", DurableFunction.Create(async ctx =>
        {
            await using var scope = ctx.Parallel("checks", static c => c.MaxConcurrency(1));
            var a = scope.Branch("a", b => b.StepAsync("step", _ => Task.FromResult(Run("a"))));
            var b = scope.Branch("b", b => b.StepAsync("step", _ => Task.FromResult(Run("b"))));
            var c = scope.Branch("c", b => b.StepAsync("step", _ => Task.FromResult(Run("c"))));
            await scope.JoinAsync();
            return a.Result + b.Result + c.Result;
        }));
        (await (await engine.StartAsync("checks", "one")).GetResultAsync<string>()).Should().Be("a1b1c1");

        (await (await engine.ForkAsync("one", "checks/b/step", new ForkOptions { ExecutionName = "two" })).GetResultAsync<string>()).Should().Be("a1b2c2");
        (await (await engine.ForkAsync("one", "checks", new ForkOptions { ExecutionName = "three" })).GetResultAsync<string>()).Should().Be("a2b3c3");
    }

    [Test]
    public async Task Fork_OfOneThatWaits_WaitsToTheSameTime()
    {
        var engine = await OpenAsync();
        engine.Register("waits", DurableFunction.Create(async ctx =>
        {
            await ctx.WaitAsync("pause", TimeSpan.FromHours(1));
            return await ctx.StepAsync("last", _ => Task.FromResult(Run("last")));
        }));
        var source = await engine.StartAsync("waits", "one");
        await PassTimeUntilAsync(source.GetResultAsync<string>());
        var fork = await engine.ForkAsync("one", "last", new ForkOptions { ExecutionName = "two" });

        // The delay is over on record, so no time passes.
        (await fork.GetResultAsync<string>()).Should().Be("last2");
    }

    [Test]
    public async Task Fork_OfOneThatWasRetried_KnowsItsOperationsByTheirLatest()
    {
        var engine = await OpenAsync();
        var isDown = true;
        engine.Register("flaky", DurableFunction.Create(async ctx =>
        {
            var a = await ctx.StepAsync("a", _ => Task.FromResult(Run("a")));
            var b = await ctx.StepAsync("b", _ => isDown ? throw new InvalidOperationException("down") : Task.FromResult(Run("b")), new StepConfig { Retry = RetryStrategy.None });
            return a + b + await ctx.StepAsync("c", _ => Task.FromResult(Run("c")));
        }));
        await FluentActions.Awaiting(async () => await (await engine.StartAsync("flaky", "one")).GetResultAsync<string>()).Should().ThrowAsync<ExecutionFailedException>();
        isDown = false;
        (await (await engine.RetryAsync("one")).GetResultAsync<string>()).Should().Be("a1b1c1");

        (await (await engine.ForkAsync("one", "c", new ForkOptions { ExecutionName = "two" }.WithResult("b", "B"))).GetResultAsync<string>()).Should().Be("a1Bc2");
    }

    [Test]
    public async Task Fork_WhereTheProcessDiesBeforeTheCommit_IsNotThereAtAll()
    {
        var engine = await OpenAsync();
        Register(engine);
        await (await engine.StartAsync("order", "one", 5)).GetResultAsync<string>();
        await engine.DisposeAsync();

        for (var commit = 1; ; commit++)
        {
            var hasDied = false;
            try
            {
                engine = await OpenAsync(Options with { JournalFaults = new FailCommit(commit) });
                Register(engine);
                await (await engine.ForkAsync("one", "ship", new ForkOptions { ExecutionName = $"fork-{commit}" })).GetResultAsync<string>();
            }
            catch (DurableException)
            {
                hasDied = true;
            }

            await engine.DisposeAsync();
            engine = await OpenAsync();
            Register(engine);
            if (await engine.FindAsync($"fork-{commit}") is { } fork)
            {
                (await fork.GetResultAsync<string>()).Should().StartWith("5 reserve1 pay1 ship", "it is there with all that was copied");
            }

            await engine.DisposeAsync();
            if (!hasDied)
            {
                commit.Should().BeGreaterThan(2);
                return;
            }
        }
    }

    [Test]
    public async Task Fork_BadArguments_SaysWhatThereIs()
    {
        var engine = await OpenAsync();
        Register(engine);
        await (await engine.StartAsync("order", "one", 5)).GetResultAsync<string>();
        var options = new ForkOptions { ExecutionName = "two" };

        (await FluentActions.Awaiting(() => engine.ForkAsync("one", "charge", options)).Should().ThrowAsync<ArgumentException>())
            .WithMessage("The execution 'one' has no operation 'charge'. It has reserve, pay, ship.*");
        (await FluentActions.Awaiting(() => engine.ForkAsync("one", "pay", options.WithResult("ship", "x"))).Should().ThrowAsync<ArgumentException>())
            .WithMessage("The operation 'ship' of the execution 'one' has not ended before 'pay'*");
        await FluentActions.Awaiting(() => engine.ForkAsync("none", "pay", options)).Should().ThrowAsync<ExecutionNotFoundException>();
        (await FluentActions.Awaiting(() => engine.ForkAsync("one", "pay", new ForkOptions { ExecutionName = "one" })).Should().ThrowAsync<ExecutionNameTakenException>())
            .WithMessage("There is an execution 'one' already*");
        FluentActions.Invoking(() => new ForkOptions { ExecutionName = "two\nlines" }).Should().Throw<ArgumentException>();
        (await engine.FindAsync("two")).Should().BeNull();
    }

    [Test]
    public async Task Fork_WhoseInputIsRefused_LeavesTheNameFree()
    {
        var engine = await OpenAsync();
        Register(engine);
        await (await engine.StartAsync("order", "one", 5)).GetResultAsync<string>();
        var options = new ForkOptions { ExecutionName = "two" };

        await FluentActions.Awaiting(() => engine.ForkAsync("one", "pay", options.WithInput("not a number"))).Should().ThrowAsync<PayloadRefusedException>();
        await FluentActions.Awaiting(() => engine.ForkAsync("one", "pay", options.WithInput(new Unwritable()))).Should().ThrowAsync<Exception>();
        await FluentActions.Awaiting(() => engine.ForkAsync("one", "pay", options.WithResult("reserve", new string('x', 7 << 20)))).Should().ThrowAsync<ArgumentException>();

        (await engine.FindAsync("two")).Should().BeNull();
        (await (await engine.ForkAsync("one", "pay", options)).GetResultAsync<string>()).Should().Be("5 reserve1 pay2 ship2");
    }

    [Test]
    public async Task ForkMany_ByQuery_ForksEachOnceAndCountsThem()
    {
        var engine = await OpenAsync();
        Register(engine);
        engine.Register("other", DurableFunction.Create(_ => Task.FromResult("nothing")));
        await (await engine.StartAsync("order", "one", 1)).GetResultAsync<string>();
        await (await engine.StartAsync("order", "two", 2)).GetResultAsync<string>();
        await (await engine.StartAsync("other", "three")).GetResultAsync<string>();

        (await engine.ForkManyAsync(new ExecutionQuery { NamePrefix = "t" }, "pay", static source => new ForkOptions { ExecutionName = $"{source.Name}-again" }))
            .Should().Be(1, "'three' has no such operation");
        (await (await engine.FindAsync("two-again"))!.GetResultAsync<string>()).Should().StartWith("2 reserve2 pay");
        (await engine.ForkManyAsync(new ExecutionQuery { Name = "two" }, "pay", static source => new ForkOptions { ExecutionName = $"{source.Name}-again" }))
            .Should().Be(0, "its fork is there");
    }

    private sealed class Unwritable
    {
        public int Value => throw new InvalidOperationException("cannot be written");
    }

    private void Register(DurableEngine engine) => engine.Register("order", DurableFunction.Create<int, string>(async (ctx, input) =>
    {
        var reserved = await ctx.StepAsync("reserve", _ => Task.FromResult(Run("reserve")));
        var paid = await ctx.StepAsync("pay", _ => Task.FromResult(Run("pay")));
        return $"{input} {reserved} {paid} {await ctx.StepAsync("ship", _ => Task.FromResult(Run("ship")))}";
    }));

    private string Run(string name)
    {
        lock (_runs)
        {
            return name + (_runs[name] = _runs.GetValueOrDefault(name) + 1);
        }
    }
}
