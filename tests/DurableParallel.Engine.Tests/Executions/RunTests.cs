using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Records;

namespace DurableParallel.Engine.Tests.Executions;

internal sealed class RunTests : EngineFixture
{
    [Test]
    public async Task ListAsync_OfAnExecutionWithRuns_ShowsItOnceWithItsRun([Values] bool reopens)
    {
        var engine = await LoopedAsync(3);
        engine = reopens ? await ReopenAsync(engine) : engine;

        var listed = (await engine.ListAsync()).Executions.Single();
        listed.Should().BeEquivalentTo(new { Name = "loop", RunNumber = 4, Status = ExecutionStatus.Succeeded, TenantId = "acme" });
        listed.Tags.Should().Equal(new Dictionary<string, string> { ["kind"] = "loop" });
        (await engine.ListAsync(new ExecutionQuery { Name = "loop" })).Executions.Should().ContainSingle();
        (await engine.ListAsync(new ExecutionQuery { Tags = new Dictionary<string, string> { ["kind"] = "loop" } })).Executions.Should().ContainSingle();
        (await engine.ListAsync(new ExecutionQuery { Statuses = [ExecutionStatus.ContinuedAsNew] })).Executions.Should().BeEmpty();
        (await engine.CountAsync()).Should().Be(1);
    }

    [Test]
    public async Task Handle_OfTheFirstRun_FollowsTheExecution([Values] bool reopens)
    {
        var engine = await LoopedAsync(3);
        engine = reopens ? await ReopenAsync(engine) : engine;
        var handle = (await engine.FindAsync("loop"))!;

        handle.Name.Should().Be("loop");
        handle.RunNumber.Should().Be(4);
        handle.TenantId.Should().Be("acme");
        handle.ToString().Should().StartWith("loop (loop, version 1): Succeeded");
        (await handle.GetResultAsync<int>()).Should().Be(3);
        (await handle.GetInputAsync<int>()).Should().Be(3);
        (await handle.GetHistoryAsync(1))[0].Payload.Should().Be("0");
        (await handle.GetHistoryAsync(1))[^1].EventType.Should().Be(HistoryEventType.ExecutionContinuedAsNew);
        (await handle.GetHistoryAsync(4)).Should().BeEquivalentTo(await handle.GetHistoryAsync());
        await handle.Awaiting(h => h.GetHistoryAsync(5)).Should().ThrowAsync<ExecutionNotFoundException>().WithMessage("*has no run 5*");
    }

    [Test]
    public async Task StartAsync_OfTheName_IsComparedWithTheFirstRunsInput([Values] bool reopens)
    {
        var engine = await LoopedAsync(3);
        engine = reopens ? await ReopenAsync(engine) : engine;

        (await engine.StartAsync("loop", "loop", 0)).RunNumber.Should().Be(4);
        await engine.Awaiting(e => e.StartAsync("loop", "loop", 3)).Should().ThrowAsync<ExecutionNameTakenException>();
    }

    [Test]
    public async Task Runs_Many_KeepTheFirstAndTheLatest()
    {
        var engine = await LoopedAsync(60);
        var handle = (await engine.FindAsync("loop"))!;

        handle.RunNumber.Should().Be(61);
        for (var run = 61 - ExecutionRuns.KeptRuns; run <= 61; run++)
        {
            (await handle.GetHistoryAsync(run)).Should().NotBeEmpty();
        }

        (await handle.GetHistoryAsync(1)).Should().NotBeEmpty();
        engine.ListExecutionNames().Should().HaveCountLessThan(40, "the others are purged");
        engine = await ReopenAsync(engine);
        (await engine.FindAsync("loop"))!.RunNumber.Should().Be(61);
    }

    [Test]
    public async Task PurgeAsync_OfTheName_TakesAllRunsAndFreesIt()
    {
        var engine = await LoopedAsync(3);
        var handle = (await engine.FindAsync("loop"))!;

        (await engine.PurgeAsync("loop")).Should().BeTrue();

        engine.ListExecutionNames().Should().BeEmpty();
        handle.IsPurged.Should().BeTrue();
        (await engine.FindAsync("loop")).Should().BeNull();
        (await (await engine.StartAsync("loop", "loop", 2)).GetResultAsync<int>()).Should().Be(3);
        (await ReopenAsync(engine)).ListExecutionNames().Should().BeEquivalentTo("loop", "loop\u001f2");
    }

    [Test]
    public async Task PurgeAsync_WhileItGoesOn_KeepsTheFirstRun()
    {
        var engine = await OpenWithAsync(waits: true);
        await engine.StartAsync("loop", "loop", 2);
        var handle = (await engine.FindAsync("loop"))!;
        await PassUntilAsync(engine, () => handle.RunNumber == 2);

        await engine.PurgeAsync(TimeSpan.Zero);

        await engine.Awaiting(e => e.PurgeAsync("loop")).Should().ThrowAsync<InvalidOperationException>();
        (await engine.StartAsync("loop", "loop", 2)).Name.Should().Be("loop");
        await engine.Awaiting(e => e.StartAsync("loop", "loop", 9)).Should().ThrowAsync<ExecutionNameTakenException>();
    }

    [Test]
    public async Task Retry_AndFork_AreOfTheLatestRun()
    {
        var engine = await OpenAsync();
        var isDown = true;
        engine.Register<int, int>("loop", async (ctx, input) =>
        {
            if (ctx.RunNumber == 1)
            {
                return ctx.ContinueAsNew<int, int>(input + 1);
            }

            return await ctx.StepAsync<int>("s", () => isDown ? throw new IOException("down") : input, new StepConfig { Retry = RetryStrategy.None });
        });
        var handle = await engine.StartAsync("loop", "loop", 4);
        await handle.Awaiting(h => h.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>();

        isDown = false;
        await engine.RetryAsync("loop");

        (await handle.GetResultAsync<int>()).Should().Be(5);
        handle.RunNumber.Should().Be(2);
        var fork = await engine.ForkAsync("loop", "s", new ForkOptions { ExecutionName = "fork" });
        (await fork.Awaiting(h => h.GetResultAsync<int>()).Should().NotThrowAsync()).Which.Should().Be(6, "a fork is an execution of its own, in its first run");
    }

    [Test]
    public async Task ContinueAsNew_WithAnInputThatTheNextVersionCannotRead_FailsTheRun()
    {
        var engine = await OpenAsync();
        var goOn = new TaskCompletionSource();
        engine.Register<string, int>("loop", async (ctx, _) =>
        {
            await goOn.Task;
            return ctx.ContinueAsNew<string, int>("text");
        });
        var handle = await engine.StartAsync("loop", "loop", "a");
        engine.Register<int, int>("loop", (_, input) => Task.FromResult(input), 2);
        goOn.SetResult();

        var failed = (await handle.Awaiting(h => h.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>()).Which;
        failed.Error.ErrorType.Should().EndWith(nameof(PayloadRefusedException));
        handle.RunNumber.Should().Be(1);
    }

    [Test]
    public async Task StatusAndTags_PassOn()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("loop", async (ctx, input) =>
        {
            if (ctx.RunNumber == 1)
            {
                ctx.SetStatus("first");
                return ctx.ContinueAsNew<int, int>(input);
            }

            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return input;
        });
        var handle = await engine.StartAsync("loop", "loop", 4);
        await PassUntilAsync(engine, () => handle.RunNumber == 2);

        (await handle.GetCustomStatusAsync<string>()).Should().Be("first");
        engine = await ReopenAsync(engine);
        (await (await engine.FindAsync("loop"))!.GetCustomStatusAsync<string>()).Should().Be("first");
    }

    [TestCase("loop", 1, "loop")]
    [TestCase("loop", 2, "loop\u001f2")]
    [TestCase("loop--1-3", 12, "loop--1-3\u001f12")]
    public void RunName_OfARun_IsReadAgain(string name, int run, string expected)
    {
        RunName.Of(name, run).Should().Be(expected);
        RunName.ExecutionOf(expected).Should().Be(name);
        InvokedName.Of(expected, new OperationId(null, 3)).Should().MatchRegex("^[A-Za-z0-9_-]+$");
    }

    [TestCase("loop~fn")]
    [TestCase("loop\u001f")]
    [TestCase("loop\u001f2--1-3")]
    [TestCase("\u001f2")]
    public void RunName_OfOtherNames_IsNone(string name) => RunName.ExecutionOf(name).Should().Be(name);

    [Test]
    public void Terms_WithARun_AreTheSame()
    {
        var terms = new ExecutionTerms { Run = new RunTerms(7, 3), StartAt = 5, CustomStatus = "1" };

        TermsCodec.FromBytes(TermsCodec.ToBytes(terms)).Should().Be(terms);
    }

    private async Task<DurableEngine> LoopedAsync(int times)
    {
        var engine = await OpenWithAsync(waits: false, times);
        var handle = await engine.StartAsync("loop", "loop", 0, new StartOptions { TenantId = "acme", Tags = new Dictionary<string, string> { ["kind"] = "loop" } });
        (await handle.GetResultAsync<int>()).Should().Be(times);
        return engine;
    }

    private async Task<DurableEngine> OpenWithAsync(bool waits, int times = 3)
    {
        var engine = await OpenAsync();
        Register(engine, waits, times);
        return engine;
    }

    private async Task<DurableEngine> ReopenAsync(DurableEngine engine)
    {
        engine.Kill();
        return await OpenWithAsync(waits: false);
    }

    private static void Register(DurableEngine engine, bool waits, int times) => engine.Register<int, int>("loop", async (ctx, input) =>
    {
        await ctx.StepAsync("s", () => input);
        if (waits)
        {
            await ctx.WaitAsync(TimeSpan.FromDays(ctx.RunNumber == 1 ? 1 : 300));
        }

        return input >= times ? input : ctx.ContinueAsNew<int, int>(input + 1);
    });

    private async Task PassUntilAsync(DurableEngine engine, Func<bool> condition)
    {
        while (!condition())
        {
            // Not while something is going on: the next run would come to its end meanwhile.
            if (engine.IsQuiet && !condition())
            {
                Clock.Advance(TimeSpan.FromHours(1));
            }

            await Task.Yield();
        }
    }
}
