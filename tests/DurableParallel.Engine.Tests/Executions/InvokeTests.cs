namespace DurableParallel.Engine.Tests.Executions;

/// <summary>Executions that invoke others: over deaths of the process, evictions and few places.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class InvokeTests : EngineFixture
{
    // Only so that a lost invoke shows as a failure instead of a hang.
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Invoke_ACrashAtEveryCommit_EndsAsUndisturbedAndStartsOnce([Values] bool isBefore, [Values] bool evicts)
    {
        var hasFailed = true;
        for (var commit = 2; hasFailed; commit++)
        {
            using var files = new TempJournal();
            var options = Options with { JournalPath = files.Path, ResidentBytes = evicts ? 0 : DurableEngineOptions.DefaultResidentBytes };
            hasFailed = await RunUntilFaultAsync(options with { JournalFaults = new FailCommit(commit, isBefore) });
            var engine = await OpenAsync(options);
            Register(engine);
            var execution = await engine.StartAsync("parent", "p", 1);

            (await PassTimeUntilAsync(execution.GetResultAsync<string>().WaitAsync(HangGuard))).Should().Be("12 failed 3", "of commit {0}", commit);
            engine.ListExecutionNames().Should().BeEquivalentTo(["p", "p--1", "p--1--2", "p--2", "p--3"], "of commit {0}", commit);
            await engine.DisposeAsync();
            commit.Should().BeLessThan(200, "there is an end");
        }
    }

    [Test]
    public async Task Invoke_KilledAgainAndAgain_IsNeverLost([Values] bool evicts)
    {
        var options = Options with { ResidentBytes = evicts ? 0 : DurableEngineOptions.DefaultResidentBytes };
        for (var life = 0; ; life++)
        {
            var engine = await OpenAsync(options);
            Register(engine);
            var execution = await engine.StartAsync("parent", "p", 1);
            if (life == 4)
            {
                (await PassTimeUntilAsync(execution.GetResultAsync<string>().WaitAsync(HangGuard))).Should().Be("12 failed 3");
                engine.ListExecutionNames().Should().HaveCount(5);
                return;
            }

            while (!engine.IsQuiet)
            {
                await Task.Yield();
            }

            engine.Kill();
            Clock.Advance(TimeSpan.FromSeconds(2));
        }
    }

    [Test]
    public async Task Invoke_ManyParentsAndFewPlaces_AllEnd()
    {
        var engine = await OpenAsync(Options with { MaxActive = 2 });
        engine.Register<int, int>("child", static async (ctx, x) => await ctx.StepAsync("s", () => x + 1));
        engine.Register<int, int>("parent", static async (ctx, x) => await ctx.InvokeAsync<int, int>(null, "child", x) + await ctx.InvokeAsync<int, int>(null, "child", x));

        var executions = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => engine.StartAsync("parent", $"p-{i}", i)));
        var results = await Task.WhenAll(executions.Select(e => e.GetResultAsync<int>()));

        results.Should().Equal(Enumerable.Range(0, 200).Select(i => 2 * (i + 1)));
    }

    [Test]
    public async Task Invoke_AnUnregisteredFunction_WaitsIsListedAndGoesOnWhenItIsThere([Values] bool reopens)
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("parent", static async (ctx, x) => await ctx.InvokeAsync<int, int>(null, "child", x));
        var execution = await engine.StartAsync("parent", "p", 1);
        await UntilBlockedAsync(engine, "p--1");
        if (reopens)
        {
            engine.Kill();
            engine = await OpenAsync();
            engine.Register<int, int>("parent", static async (ctx, x) => await ctx.InvokeAsync<int, int>(null, "child", x));
            execution = (await engine.FindAsync("p"))!;
            await UntilBlockedAsync(engine, "p--1");
        }

        var blocked = (await engine.ListBlockedAsync()).Single();
        engine.Register("child", DurableFunction.Create<int, int>(
            static async (ctx, x) =>
            {
                await ctx.WaitAsync(TimeSpan.FromSeconds(1));
                return x + 1;
            },
            new DurableFunctionOptions { ExecutionTimeout = TimeSpan.FromHours(1) }), version: 7);
        var result = await PassTimeUntilAsync(execution.GetResultAsync<int>().WaitAsync(HangGuard));
        engine.Kill();
        engine = await OpenAsync();
        var child = (await engine.FindAsync("p--1"))!;

        blocked.Should().Match<BlockedExecution>(b => b.Name == "p--1" && b.FunctionName == "child" && b.Version == -1 && b.Reason == BlockedReason.MissingVersion);
        blocked.Message.Should().Contain("no version is registered");
        result.Should().Be(2);
        child.Version.Should().Be(7, "it keeps the version with which it began");
        (await child.GetHistoryAsync())[0].ExecutionTimeout.Should().Be(TimeSpan.FromHours(1));
    }

    [Test]
    public async Task Invoke_AVersionThatIsNotRegistered_WaitsForThatVersion()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("child", static (_, _) => Task.FromResult(-1));
        engine.Register<int, int>("parent", static async (ctx, x) => await ctx.InvokeAsync<int, int>(null, "child:2", x));
        var execution = await engine.StartAsync("parent", "p", 1);
        await UntilBlockedAsync(engine, "p--1");

        engine.Register<int, int>("child", static (_, _) => Task.FromResult(-3), version: 3);
        var before = await engine.ListBlockedAsync();
        engine.Register<int, int>("child", static (_, x) => Task.FromResult(x + 2), version: 2);

        before.Should().ContainSingle().Which.Version.Should().Be(2);
        (await execution.GetResultAsync<int>()).Should().Be(3);
    }

    [Test]
    public async Task Invoke_ANameThatSomebodyElseHasTaken_FailsWithoutTouchingTheOther([Values] bool crashes)
    {
        var engine = await OpenAsync();
        Register(engine);
        await engine.StartAsync("sleeper", "p--1", 1);
        if (crashes)
        {
            engine.Kill();
            engine = await OpenAsync();
            Register(engine);
        }

        engine.Register<int, string>("caller", static async (ctx, x) =>
        {
            try
            {
                await ctx.InvokeAsync(null, "child", x);
                return "returned";
            }
            catch (InvokeFailedException failed)
            {
                return $"{failed.Status} {failed.Error.ErrorType}";
            }
        });
        var execution = await engine.StartAsync("caller", "p", 1);

        (await execution.GetResultAsync<string>()).Should().Be("Failed Invoke.NameTaken");
        (await engine.FindAsync("p--1"))!.Status.Should().Be(ExecutionStatus.Running);
    }

    [Test]
    public async Task GetHistoryAsync_OfAnInvoke_NamesFunctionTenantAndExecution()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("child", static (_, x) => Task.FromResult(x));
        engine.Register<int, int>("parent", static async (ctx, x) => await ctx.InvokeAsync<int, int>("call", "child:1", x, new InvokeConfig { TenantId = "acme" }));
        var execution = await engine.StartAsync("parent", "p", 5);
        await execution.GetResultAsync<int>();

        var history = await execution.GetHistoryAsync();
        var child = (await engine.FindAsync("p--1"))!;

        history.Select(e => e.EventType).Should().Equal(
            HistoryEventType.ExecutionStarted, HistoryEventType.ChainedInvokeStarted, HistoryEventType.ChainedInvokeSucceeded, HistoryEventType.ExecutionSucceeded);
        history[1].Should().BeEquivalentTo(new { Name = "call", SubType = "ChainedInvoke", Payload = "5", FunctionName = "child:1", TenantId = "acme", InvokedExecutionName = "p--1" });
        history[2].Should().BeEquivalentTo(new { Payload = "5", InvokedExecutionName = "p--1" });
        child.Should().BeEquivalentTo(new { FunctionName = "child", InvokedBy = "p", TenantId = "acme", Version = 1 });
        (await child.GetHistoryAsync())[0].TenantId.Should().Be("acme");
        execution.InvokedBy.Should().BeNull();
    }

    [Test]
    public async Task Invoke_TheInvokedOneStoppedOrTimedOut_IsOnRecordAsSuch()
    {
        var engine = await OpenAsync();
        Register(engine);
        engine.Register("limited", DurableFunction.Create<int, int>(DurableEngineTests.Sleeper, new DurableFunctionOptions { ExecutionTimeout = TimeSpan.FromSeconds(3) }));
        engine.Register<int, string>("caller", static async (ctx, seconds) =>
        {
            var seen = new List<string>();
            foreach (var function in new[] { "sleeper", "limited" })
            {
                try
                {
                    await ctx.InvokeAsync(null, function, seconds);
                }
                catch (InvokeFailedException failed)
                {
                    seen.Add($"{failed.Status} {failed.Error.ErrorType}");
                }
            }

            return string.Join(", ", seen);
        });
        var execution = await engine.StartAsync("caller", "p", 1000);
        ExecutionHandle? child;
        while ((child = await engine.FindAsync("p--1")) is null)
        {
            await Task.Yield();
        }

        await child.StopAsync();

        (await PassTimeUntilAsync(execution.GetResultAsync<string>().WaitAsync(HangGuard))).Should().Be("Stopped Execution.Stopped, TimedOut Execution.TimedOut");
        (await execution.GetHistoryAsync()).Select(e => e.EventType).Should().Contain([HistoryEventType.ChainedInvokeStopped, HistoryEventType.ChainedInvokeTimedOut]);
    }

    [Test]
    public async Task Invoke_TheInvokedOneBlocked_WaitsUntilItGoesOn()
    {
        var isBroken = true;
        var engine = await OpenAsync(Options with { ResidentBytes = 0 });
        engine.Register<int, int>("child", async (ctx, x) =>
        {
            await ctx.WaitAsync(ctx.IsReplaying && Volatile.Read(ref isBroken) ? "other" : "wait", TimeSpan.FromSeconds(2));
            return x;
        });
        engine.Register<int, int>("parent", static async (ctx, x) => await ctx.InvokeAsync<int, int>(null, "child", x));
        var execution = await engine.StartAsync("parent", "p", 9);
        await PassTimeUntilAsync(UntilBlockedAsync(engine, "p--1"));
        var status = execution.Status;

        Volatile.Write(ref isBroken, false);
        await engine.UnblockAsync("p--1");

        status.Should().Be(ExecutionStatus.Running);
        (await PassTimeUntilAsync(execution.GetResultAsync<int>().WaitAsync(HangGuard))).Should().Be(9);
    }

    private static async Task<bool> UntilBlockedAsync(DurableEngine engine, string name)
    {
        while ((await engine.ListBlockedAsync()).All(b => b.Name != name))
        {
            await Task.Yield();
        }

        return true;
    }

    private static void Register(DurableEngine engine)
    {
        engine.Register<int, int>("sleeper", DurableEngineTests.Sleeper);
        engine.Register<int, int>("leaf", static async (ctx, x) => await ctx.StepAsync("s", () => x + 1));
        engine.Register<int, int>("child", static async (ctx, x) =>
        {
            await ctx.WaitAsync(TimeSpan.FromSeconds(1));
            return 10 + await ctx.InvokeAsync<int, int>(null, "leaf", x);
        });
        engine.Register<int, int>("failing", static (_, _) => throw new InvalidDataException("failed"));
        engine.Register<int, string>("parent", static async (ctx, x) =>
        {
            var first = await ctx.InvokeAsync<int, int>(null, "child", x);
            var second = ctx.InvokeAsync<int, int>(null, "failing", x);
            var third = ctx.InvokeAsync<int, int>(null, "leaf", 2);
            string failure;
            try
            {
                failure = $"{await second}";
            }
            catch (InvokeFailedException failed)
            {
                failure = failed.Message;
            }

            return $"{first} {failure} {await third}";
        });
    }

    private async Task<bool> RunUntilFaultAsync(DurableEngineOptions options)
    {
        var engine = await OpenAsync(options);
        Register(engine);
        try
        {
            var execution = await engine.StartAsync("parent", "p", 1);
            await PassTimeUntilAsync(execution.GetResultAsync<string>().WaitAsync(HangGuard));
            return false;
        }
        catch (EngineFaultedException)
        {
            return true;
        }
        finally
        {
            await engine.DisposeAsync();
        }
    }
}
