namespace DurableParallel.Engine.Tests.Metrics;

/// <summary>What an engine says it does and has done, and which functions it knows.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class EngineFiguresTests : EngineFixture
{
    [Test]
    public async Task GetFigures_EachKindOfExecution_IsCountedWhereItBelongs()
    {
        var engine = await OpenAsync(Options with { MaxActive = 3 });
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        engine.Register("wait", static async ctx => await ctx.WaitAsync(TimeSpan.FromDays(1)));
        engine.Register("work", async ctx => await ctx.StepAsync("long", async _ =>
        {
            begun.SetResult();
            await gate.Task;
        }));
        engine.Register("ok", static async ctx => await ctx.StepAsync("quick", static _ => Task.CompletedTask));
        engine.Register("bad", static (DurableContext _) => throw new IOException("no"));
        await engine.StartAsync("wait", "w");
        await engine.StartAsync("wait", "later", new StartOptions { StartAt = Clock.GetUtcNow().AddDays(1) });
        await (await engine.StartAsync("ok", "o")).GetResultPayloadAsync();
        await (await engine.StartAsync("bad", "b")).Awaiting(static e => e.GetResultPayloadAsync()).Should().ThrowAsync<ExecutionFailedException>();
        while (!engine.IsQuiet)
        {
            await Task.Yield();
        }

        var work = await engine.StartAsync("work", "r");
        await begun.Task;
        var figures = engine.GetFigures();
        gate.SetResult();
        await work.GetResultPayloadAsync();

        (figures.Active, figures.Parked, figures.Queued, figures.OpenSteps, figures.Steps).Should().Be((1, 1, 1, 1, 1));
        figures.Executions[ExecutionStatus.Running].Should().Be(3);
        (figures.Executions[ExecutionStatus.Succeeded], figures.Executions[ExecutionStatus.Failed]).Should().Be((1, 1));
        figures.Functions.Should().Equal(new FunctionFigures("bad", 1, 1, 1), new FunctionFigures("ok", 1, 1, 0), new FunctionFigures("wait", 2, 0, 0), new FunctionFigures("work", 1, 0, 0));
        (figures.Timestamp, figures.OpenedTimestamp).Should().Be((Clock.GetUtcNow(), Clock.GetUtcNow()));
        figures.StepLatency.Should().Be(new LatencyFigures(1, TimeSpan.Zero, TimeSpan.Zero));
        figures.CommitLatency!.Median.Should().BePositive();
        figures.Commits.Should().BePositive();
        figures.CommittedRecords.Should().BeGreaterThanOrEqualTo(8);
        figures.CommittedBytes.Should().BeGreaterThan(figures.CommittedRecords);
        figures.JournalBytes.Should().BePositive();
        figures.WalBytes.Should().BePositive();
        engine.GetFigures().Should().BeEquivalentTo(new { Active = 0, OpenSteps = 0, Steps = 2L }, options => options.ExcludingMissingMembers());
    }

    [Test]
    public async Task GetFigures_RunsThatGoOn_AreOneStartAndOneEnd()
    {
        var engine = await OpenAsync();
        engine.Register<int>("loop", static (ctx, left) =>
        {
            if (left > 0)
            {
                ctx.ContinueAsNew(left - 1);
            }

            return Task.CompletedTask;
        });

        await (await engine.StartAsync("loop", "l", 3)).GetResultPayloadAsync();

        engine.GetFigures().Functions.Should().Equal(new FunctionFigures("loop", 1, 1, 0));
    }

    [Test]
    public async Task ListFunctions_RegisteredAndNamedByExecutions_AreAllListed()
    {
        var engine = await OpenAsync();
        engine.Register("gone", static async ctx => await ctx.WaitAsync(TimeSpan.FromDays(1)), version: 3);
        await engine.StartAsync("gone", "g");
        await engine.StopAsync();
        var reopened = await OpenAsync();
        reopened.Register<int, string>("here", static (_, _) => Task.FromResult(""));
        reopened.Register("here", DurableFunction.Create<string, int>(static (_, _) => Task.FromResult(1), new DurableFunctionOptions
        {
            Version = 2,
            MaxConcurrentExecutions = 5,
            RateLimit = new RateLimit(1, TimeSpan.FromSeconds(1)),
            ConcurrencyKey = ConcurrencyKey.Of<string>(static key => key, max: 2),
        }));

        reopened.ListFunctions().Should().Equal(
            new FunctionInfo { Name = "gone", Version = 3, IsRegistered = false, IsServed = false },
            new FunctionInfo { Name = "here", Version = 1, IsRegistered = true, IsServed = false, InputType = typeof(int), ResultType = typeof(string) },
            new FunctionInfo
            {
                Name = "here",
                Version = 2,
                IsRegistered = true,
                IsServed = false,
                InputType = typeof(string),
                ResultType = typeof(int),
                MaxConcurrentExecutions = 5,
                RateLimit = new RateLimit(1, TimeSpan.FromSeconds(1)),
                MaxConcurrentPerKey = 2,
            });
    }

    [Test]
    public async Task ListFunctions_AndFigures_OfAStoppedEngine_AreRefused()
    {
        var engine = await OpenAsync();
        await engine.StopAsync();

        engine.Invoking(static e => e.ListFunctions()).Should().Throw<EngineStoppedException>();
        engine.Invoking(static e => e.GetFigures()).Should().Throw<EngineStoppedException>();
        await engine.Awaiting(static e => e.CountByStateAsync()).Should().ThrowAsync<EngineStoppedException>();
        await engine.Awaiting(static e => e.ListCallbacksAsync()).Should().ThrowAsync<EngineStoppedException>();
    }
}
