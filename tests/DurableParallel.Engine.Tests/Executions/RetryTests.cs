namespace DurableParallel.Engine.Tests.Executions;

internal sealed class RetryTests : EngineFixture
{
    private readonly Dictionary<string, int> _runs = [];
    private bool _isDown = true;
    private Func<DurableContext, Task<int>> _code = null!;

    [SetUp]
    public void SetUp()
    {
        _runs.Clear();
        _isDown = true;
    }

    [Test]
    public async Task Retry_FailedStep_AnswersTheOthersFromTheirRecords([Values] bool reopens)
    {
        var engine = await FailedAsync(async ctx =>
        {
            var first = await ctx.StepAsync("first", _ => Task.FromResult(Run("first")), Once);
            return first + await ctx.StepAsync("second", _ => Task.FromResult(RunWhenUp("second")), Once);
        });
        engine = reopens ? await ReopenAsync(engine) : engine;

        _isDown = false;
        var retried = await engine.RetryAsync("one");

        (await retried.GetResultAsync<int>()).Should().Be(3, "the first run of the first step counts, and the second of the second");
        Runs("first").Should().Be(1);
        Runs("second").Should().Be(2);
        (await engine.FindAsync("one"))!.Status.Should().Be(ExecutionStatus.Succeeded);
    }

    [Test]
    public async Task Retry_KilledAtEveryCommit_EndsWellWithEachStepThatSucceededRunOnce()
    {
        for (var commit = 1; ; commit++)
        {
            SetUp();
            using var files = new TempJournal();
            if (await RetriedUntilAsync(files, commit))
            {
                commit.Should().BeGreaterThan(3, "there is something to be killed at");
                return;
            }
        }
    }

    [Test]
    public async Task Retry_Scope_KeepsItsBranchesThatSucceeded()
    {
        var engine = await FailedAsync(async ctx =>
        {
            await using var scope = ctx.Parallel("checks", static c => c.MaxConcurrency(1));
            var good = scope.Branch("good", static b => b.StepAsync("step", _ => Task.FromResult(0)));
            var counted = scope.Branch("counted", b => b.StepAsync("step", _ => Task.FromResult(Run("counted")), Once));
            var bad = scope.Branch("bad", b => b.StepAsync("step", _ => Task.FromResult(RunWhenUp("bad")), Once));
            var late = scope.Branch("late", b => b.StepAsync("step", _ => Task.FromResult(Run("late")), Once));
            await scope.JoinAsync();
            return good.Result + counted.Result + bad.Result + late.Result;
        });

        _isDown = false;
        (await (await engine.RetryAsync("one")).GetResultAsync<int>()).Should().Be(4);
        Runs("counted").Should().Be(1);
        Runs("bad").Should().Be(2);
        Runs("late").Should().Be(1);
    }

    [Test]
    public async Task Retry_ScopeThatUndidItsBranches_RunsThemAnew()
    {
        var engine = await FailedAsync(async ctx =>
        {
            await using var scope = ctx.Parallel("book");
            var seat = scope.Branch(
                "seat",
                b => b.StepAsync("step", _ => Task.FromResult(Run("seat")), Once),
                new BranchOptions<int> { Compensate = (b, _) => b.StepAsync("undo", _ => Task.FromResult(Run("undo")), Once) });
            var pay = scope.Branch("pay", b => b.StepAsync("step", _ => Task.FromResult(RunWhenUp("pay")), Once));
            await scope.JoinAsync();
            return seat.Result + pay.Result;
        });
        Runs("undo").Should().Be(1);

        _isDown = false;
        (await (await engine.RetryAsync("one")).GetResultAsync<int>()).Should().Be(4);
        Runs("seat").Should().Be(2);
        Runs("undo").Should().Be(1);
    }

    [Test]
    public async Task Retry_FailureThatWasHandled_StaysHandled()
    {
        var engine = await FailedAsync(async ctx =>
        {
            try
            {
                await ctx.StepAsync("first", _ => Task.FromResult(RunWhenUp("first")), Once);
            }
            catch (StepFailedException)
            {
                await ctx.WaitAsync("pause", TimeSpan.FromSeconds(1));
                await ctx.StepAsync("instead", _ => Task.FromResult(Run("instead")), Once);
            }

            return await ctx.StepAsync("last", _ => Task.FromResult(RunWhenUp("last")), Once);
        });

        _isDown = false;
        (await (await engine.RetryAsync("one")).GetResultAsync<int>()).Should().Be(2);
        Runs("first").Should().Be(1);
        Runs("instead").Should().Be(1);
    }

    [Test]
    public async Task Retry_FailedInvoke_LetsItsExecutionGoOn()
    {
        var engine = await OpenAsync();
        Register(engine);
        engine.Register("inner", DurableFunction.Create<int, int>(async (ctx, _) =>
        {
            await ctx.StepAsync("done", _ => Task.FromResult(Run("done")), Once);
            return await ctx.StepAsync("flaky", _ => Task.FromResult(RunWhenUp("flaky")), Once);
        }));
        engine.Register("outer", DurableFunction.Create(async ctx => await ctx.InvokeAsync<int, int>("call", "inner", 1)));
        var outer = await engine.StartAsync("outer", "one");
        await FluentActions.Awaiting(() => outer.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>();

        _isDown = false;
        (await (await engine.RetryAsync("one")).GetResultAsync<int>()).Should().Be(2);
        Runs("done").Should().Be(1);
    }

    [Test]
    public async Task Retry_StoppedWhileItWaited_WaitsOn()
    {
        var engine = await OpenAsync();
        engine.Register("function", DurableFunction.Create(async ctx =>
        {
            await ctx.WaitAsync("long", TimeSpan.FromHours(1));
            return await ctx.StepAsync("last", _ => Task.FromResult(Run("last")), Once);
        }));
        var execution = await engine.StartAsync("function", "one");
        await PassTimeUntilAsync(Task.FromResult(0));
        await execution.StopAsync();

        var retried = await engine.RetryAsync("one");
        retried.Status.Should().Be(ExecutionStatus.Running);
        (await PassTimeUntilAsync(retried.GetResultAsync<int>())).Should().Be(1);
    }

    [Test]
    public async Task Retry_TimedOut_HasItsTimeAgain([Values] bool reopens)
    {
        var engine = await OpenAsync();
        RegisterSlow(engine);
        var execution = await engine.StartAsync("slow", "one");
        await FluentActions.Awaiting(() => PassTimeUntilAsync(execution.GetResultAsync<int>())).Should().ThrowAsync<ExecutionFailedException>();
        execution.Status.Should().Be(ExecutionStatus.TimedOut);

        var retried = await engine.RetryAsync("one");
        if (reopens)
        {
            engine = await ReopenAsync(engine, RegisterSlow);
            retried = (await engine.FindAsync("one"))!;
        }

        (await PassTimeUntilAsync(retried.GetResultAsync<int>())).Should().Be(7);
    }

    [Test]
    public async Task Retry_FailsAgain_CanBeRetriedAgain()
    {
        var engine = await FailedAsync(async ctx => await ctx.StepAsync("flaky", _ => Task.FromResult(RunWhenUp("flaky")), Once));
        var again = await engine.RetryAsync("one");
        await FluentActions.Awaiting(() => again.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>();

        _isDown = false;
        (await (await engine.RetryAsync("one")).GetResultAsync<int>()).Should().Be(3);
        engine = await ReopenAsync(engine);
        (await (await engine.FindAsync("one"))!.GetResultAsync<int>()).Should().Be(3);
    }

    [Test]
    public async Task Retry_InTheHistory_IsAnEventThatSaysWhatRunsAnew()
    {
        var engine = await FailedAsync(async ctx => await ctx.RunInChildContextAsync(
            "child",
            async c => await c.StepAsync("flaky", _ => Task.FromResult(RunWhenUp("flaky")), Once)));
        _isDown = false;
        await (await engine.RetryAsync("one")).GetResultAsync<int>();

        var history = await (await engine.FindAsync("one"))!.GetHistoryAsync();
        history.Select(static e => e.EventType).Should().Equal(
            HistoryEventType.ExecutionStarted,
            HistoryEventType.ContextStarted,
            HistoryEventType.StepStarted,
            HistoryEventType.StepFailed,
            HistoryEventType.ContextFailed,
            HistoryEventType.ExecutionFailed,
            HistoryEventType.ExecutionRetried,
            HistoryEventType.StepStarted,
            HistoryEventType.StepSucceeded,
            HistoryEventType.ContextSucceeded,
            HistoryEventType.ExecutionSucceeded);
        var retried = history[6].Retried!;
        retried.Reopened.Should().Equal(history[1].Id);
        retried.Forgotten.Should().Equal(history[2].Id);
    }

    [Test]
    public async Task Retry_OfOneThatDoesNotFail_IsRefused()
    {
        var engine = await OpenAsync();
        engine.Register("good", DurableFunction.Create(_ => Task.FromResult(1)));
        engine.Register("waits", DurableFunction.Create(async ctx =>
        {
            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return 1;
        }));
        await (await engine.StartAsync("good", "good")).GetResultAsync<int>();
        await engine.StartAsync("waits", "waits");

        (await FluentActions.Awaiting(() => engine.RetryAsync("good")).Should().ThrowAsync<ExecutionNotRetriedException>())
            .WithMessage("*'good' is Succeeded, and only one that is Failed, TimedOut or Stopped can be retried. To run it once more, fork it.*");
        (await FluentActions.Awaiting(() => engine.RetryAsync("waits")).Should().ThrowAsync<ExecutionNotRetriedException>())
            .WithMessage("*'waits' is Running*Wait for its end, or stop it first.*");
        await FluentActions.Awaiting(() => engine.RetryAsync("none")).Should().ThrowAsync<ExecutionNotFoundException>();
    }

    [Test]
    public async Task Retry_BySeveralAtOnce_IsDoneOnce()
    {
        var engine = await FailedAsync(async ctx => await ctx.StepAsync("flaky", _ => Task.FromResult(RunWhenUp("flaky")), Once));
        _isDown = false;

        var retries = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            try
            {
                await engine.RetryAsync("one");
                return true;
            }
            catch (ExecutionNotRetriedException)
            {
                return false;
            }
        }));

        retries.Should().Contain(true);
        (await (await engine.FindAsync("one"))!.GetResultAsync<int>()).Should().Be(2);
        (await (await engine.FindAsync("one"))!.GetHistoryAsync()).Should().ContainSingle(static e => e.EventType == HistoryEventType.ExecutionRetried);
    }

    [Test]
    public async Task Retry_InTheTreeAndInLists_ShowsWhatIsThereNow()
    {
        var engine = await OpenAsync();
        Register(engine, async ctx => await ctx.RunInChildContextAsync(
            "child",
            async c => await c.StepAsync("flaky", _ => Task.FromResult(RunWhenUp("flaky")), Once)));
        var tagged = new ExecutionQuery { Tags = new Dictionary<string, string> { ["customer"] = "7" } };
        for (var number = 0; number < 3; number++)
        {
            var execution = await engine.StartAsync("function", $"n{number}", new StartOptions { Tags = tagged.Tags });
            await FluentActions.Awaiting(() => execution.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>();
        }

        (await engine.CountByStatusAsync(tagged))[ExecutionStatus.Failed].Should().Be(3);
        (await engine.CountByStatusAsync())[ExecutionStatus.Failed].Should().Be(3);
        _isDown = false;
        var retried = await engine.RetryAsync("n1");
        await retried.GetResultAsync<int>();

        (await engine.CountByStatusAsync(tagged))[ExecutionStatus.Failed].Should().Be(2);
        (await engine.CountByStatusAsync(tagged))[ExecutionStatus.Succeeded].Should().Be(1);
        (await engine.CountByStatusAsync())[ExecutionStatus.Succeeded].Should().Be(1);
        var tree = await retried.GetTreeAsync();
        var child = tree.Operations.Should().ContainSingle().Which;
        child.Status.Should().Be(OperationStatus.Succeeded);
        child.Children.Should().ContainSingle().Which.Status.Should().Be(OperationStatus.Succeeded);
    }

    [Test]
    public async Task Retry_BesideAPurge_IsNotPurgedUnderneath()
    {
        var commits = new HoldCommits();
        var engine = await OpenAsync(Options with { JournalFaults = commits });
        _code = async ctx => await ctx.StepAsync("flaky", _ => Task.FromResult(RunWhenUp("flaky")), Once);
        Register(engine, _code);
        var execution = await engine.StartAsync("function", "one");
        await FluentActions.Awaiting(() => execution.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>();
        _isDown = false;

        commits.Close();
        var retry = engine.RetryAsync("one");
        while (engine.IsQuiet)
        {
            await Task.Yield();
        }

        var purge = engine.PurgeAsync(TimeSpan.Zero);
        commits.Open();

        (await (await retry).GetResultAsync<int>()).Should().Be(2);
        await purge;
        engine = await ReopenAsync(engine);
        (await engine.FindAsync("one"))?.Status.Should().Be(ExecutionStatus.Succeeded);
    }

    [Test]
    public async Task RetryMany_ByFunction_RetriesThoseThatFailedAndCountsThem()
    {
        var engine = await OpenAsync();
        Register(engine, async ctx => await ctx.StepAsync("flaky", _ => Task.FromResult(RunWhenUp("flaky")), Once));
        var started = new List<ExecutionHandle>();
        for (var index = 0; index < 600; index++)
        {
            started.Add(await engine.StartAsync("function", $"many-{index}"));
        }

        foreach (var execution in started)
        {
            await FluentActions.Awaiting(() => execution.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>();
        }

        (await engine.CountByStatusAsync())[ExecutionStatus.Failed].Should().Be(600);
        _isDown = false;
        (await engine.RetryManyAsync(new ExecutionQuery { NamePrefix = "many-1" })).Should().Be(111);
        (await engine.RetryManyAsync(new ExecutionQuery { FunctionName = "function" })).Should().Be(489);
        foreach (var execution in started)
        {
            await execution.GetResultAsync<int>();
        }

        (await engine.CountByStatusAsync())[ExecutionStatus.Succeeded].Should().Be(600);
        await FluentActions.Awaiting(() => engine.RetryManyAsync(new ExecutionQuery { Statuses = [ExecutionStatus.Failed, ExecutionStatus.Running] }))
            .Should().ThrowAsync<ArgumentException>().WithMessage("*Running*");
    }

    private static StepConfig Once => new() { Retry = RetryStrategy.None };

    private int Runs(string name) => _runs.GetValueOrDefault(name);

    private int Run(string name)
    {
        lock (_runs)
        {
            return _runs[name] = _runs.GetValueOrDefault(name) + 1;
        }
    }

    private int RunWhenUp(string name)
    {
        var runs = Run(name);
        return _isDown ? throw new InvalidOperationException("the service is down") : runs;
    }

    private async Task<DurableEngine> FailedAsync(Func<DurableContext, Task<int>> code)
    {
        var engine = await OpenAsync();
        Register(engine, code);
        _code = code;
        var execution = await engine.StartAsync("function", "one");
        await FluentActions.Awaiting(() => PassTimeUntilAsync(execution.GetResultAsync<int>())).Should().ThrowAsync<ExecutionFailedException>();
        return engine;
    }

    private static void Register(DurableEngine engine, Func<DurableContext, Task<int>>? code = null) =>
        engine.Register("function", DurableFunction.Create(code ?? (_ => Task.FromResult(0))));

    // Its delay is longer than it may take, and shorter than twice that.
    private static void RegisterSlow(DurableEngine engine) => engine.Register("slow", DurableFunction.Create(
        static async ctx =>
        {
            await ctx.WaitAsync("long", TimeSpan.FromMinutes(60));
            return 7;
        },
        new DurableFunctionOptions { ExecutionTimeout = TimeSpan.FromMinutes(40) }));

    private async Task<DurableEngine> ReopenAsync(DurableEngine engine, Action<DurableEngine>? register = null)
    {
        await engine.DisposeAsync();
        var reopened = await OpenAsync();
        if (register is null)
        {
            Register(reopened, _code);
        }
        else
        {
            register(reopened);
        }

        return reopened;
    }

    // Fails an execution, retries it in an engine that dies at that commit, and lets the next one finish. True when it had not died.
    private async Task<bool> RetriedUntilAsync(TempJournal files, int commit)
    {
        var options = Options with { JournalPath = files.Path };
        async Task<int> Code(DurableContext ctx)
        {
            await ctx.StepAsync("first", _ => Task.FromResult(Run("first")), Once);
            return await ctx.RunInChildContextAsync("child", async c =>
            {
                await c.StepAsync("inner", _ => Task.FromResult(Run("inner")), Once);
                return await c.StepAsync("flaky", _ => Task.FromResult(RunWhenUp("flaky")), Once);
            });
        }

        var engine = await OpenAsync(options);
        Register(engine, Code);
        await FluentActions.Awaiting(async () => await (await engine.StartAsync("function", "one")).GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>();
        await engine.DisposeAsync();
        _isDown = false;

        var hasDied = false;
        try
        {
            engine = await OpenAsync(options with { JournalFaults = new FailCommit(commit) });
            Register(engine, Code);
            await (await engine.RetryAsync("one")).GetResultAsync<int>();
        }
        catch (DurableException)
        {
            hasDied = true;
        }

        await engine.DisposeAsync();
        engine = await OpenAsync(options);
        Register(engine, Code);
        var execution = (await engine.FindAsync("one"))!;
        if (execution.Status == ExecutionStatus.Failed)
        {
            await engine.RetryAsync("one");
        }

        (await execution.GetResultAsync<int>()).Should().BePositive();
        Runs("first").Should().Be(1);
        Runs("inner").Should().Be(1);
        await engine.DisposeAsync();
        return !hasDied;
    }
}
