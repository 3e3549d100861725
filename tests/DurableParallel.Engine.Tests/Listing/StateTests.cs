namespace DurableParallel.Engine.Tests.Listing;

/// <summary>What executions are held up by, in memory, out of memory and after a crash.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class StateTests : EngineFixture
{
    private static readonly RetryStrategy Hourly = RetryStrategy.Linear(3, TimeSpan.FromHours(1), TimeSpan.Zero);

    private static readonly ExecutionState[] Both = [ExecutionState.WaitingForCallback, ExecutionState.WaitingUntil];

    public enum Where
    {
        InMemory,
        Evicted,
        AfterACrash,
    }

    [Test]
    public async Task ListAsync_States_AreThoseOfWhatIsOpen([Values] Where where)
    {
        var engine = await OpenAllAsync(where);

        (await StatesAsync(engine)).Should().BeEquivalentTo(new Dictionary<string, ExecutionState[]>
        {
            ["ended"] = [],
            ["wait"] = [ExecutionState.WaitingUntil],
            ["ask"] = [ExecutionState.WaitingForCallback],
            ["flaky"] = [ExecutionState.Retrying],
            ["poll"] = [ExecutionState.WaitingUntil],
            ["several"] = Both,
            ["later"] = [ExecutionState.Queued],
        });
    }

    [Test]
    public async Task ListAsync_ByStates_HoldsThoseWithAnyOfThem([Values] Where where, [Values] bool byFunction)
    {
        var engine = await OpenAllAsync(where);
        var query = new ExecutionQuery { States = Both, FunctionName = byFunction ? "ask" : null };

        var page = await engine.ListAsync(query, pageSize: 2);
        var rest = page.ContinuationToken is { } token ? await engine.ListAsync(query, pageSize: 2, token) : null;

        page.Executions.Concat(rest?.Executions ?? []).Select(static one => one.Name).Should().Equal(byFunction ? ["ask"] : ["wait", "ask", "poll", "several"]);
        (await engine.CountAsync(query)).Should().Be(byFunction ? 1 : 4);
    }

    [Test]
    public async Task CountByStateAsync_AnExecutionWithTwoStates_CountsForBoth([Values] Where where)
    {
        var engine = await OpenAllAsync(where);

        (await engine.CountByStateAsync()).Should().Equal(new Dictionary<ExecutionState, long>
        {
            [ExecutionState.Blocked] = 0,
            [ExecutionState.Retrying] = 1,
            [ExecutionState.WaitingForCallback] = 2,
            [ExecutionState.WaitingUntil] = 3,
            [ExecutionState.Queued] = 1,
        });
        (await engine.CountByStateAsync(new ExecutionQuery { FunctionName = "ask", States = [ExecutionState.WaitingForCallback] }))[ExecutionState.WaitingForCallback].Should().Be(1);
    }

    [Test]
    public async Task ListAsync_WhatWaitedHasCome_IsNoStateAnyMore([Values] Where where)
    {
        var engine = await OpenAllAsync(where);

        await engine.SucceedCallbackAsync("several", "answer", 1);
        await QuietAsync(engine);

        (await StatesAsync(engine))["several"].Should().Equal(ExecutionState.WaitingUntil);
    }

    [Test]
    public async Task ListAsync_TheSecondAttemptRuns_IsRetrying()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = await OpenAsync();
        engine.Register("flaky", ctx => ctx.StepAsync(
            "charge",
            async step =>
            {
                if (step.Attempt == 1)
                {
                    throw new IOException("first");
                }

                second.SetResult();
                await gate.Task;
            },
            new StepConfig { Retry = Hourly }));
        var execution = await engine.StartAsync("flaky", "flaky");
        await PassTimeUntilAsync(second.Task.ContinueWith(static _ => 0, TaskScheduler.Default));

        (await StatesAsync(engine))["flaky"].Should().Equal(ExecutionState.Retrying);
        gate.SetResult();
        await execution.GetResultPayloadAsync();
        (await StatesAsync(engine))["flaky"].Should().BeEmpty();
    }

    [Test]
    public async Task ListAsync_ABlockedExecution_KeepsTheCallbackThatCanBeCompleted()
    {
        var engine = await OpenAllAsync(Where.InMemory);
        engine.Kill();
        var reopened = await OpenAsync();

        (await StatesAsync(reopened))["ask"].Should().Equal(ExecutionState.Blocked, ExecutionState.WaitingForCallback);
        (await reopened.ListCallbacksAsync()).Callbacks.Select(static callback => callback.ExecutionName).Should().Equal("ask", "several");
    }

    [Test]
    public async Task ListAsync_AStateThatIsNone_IsRefused()
    {
        var engine = await OpenAsync();

        await engine.Awaiting(e => e.ListAsync(new ExecutionQuery { States = [(ExecutionState)77] })).Should().ThrowAsync<ArgumentException>().WithMessage("*77*");
    }

    [TestCase("e", "ended", "later", "several")]
    [TestCase("ol", "poll")]
    [TestCase("OL")]
    [TestCase("", "ended", "wait", "ask", "flaky", "poll", "several", "later")]
    public async Task ListAsync_ByNameContains_HoldsThoseWithItAnywhere(string text, params string[] expected)
    {
        var engine = await OpenAllAsync(Where.InMemory);
        var query = new ExecutionQuery { NameContains = text };

        var found = await engine.ListAsync(query);

        found.Executions.Select(static one => one.Name).Should().BeEquivalentTo(expected);
        (await engine.CountAsync(query)).Should().Be(expected.Length);
    }

    [Test]
    public async Task ListAsync_ByVersionAndEndedAfter_HoldsWhatFits()
    {
        var engine = await OpenAsync();
        engine.Register("f", static (DurableContext _) => Task.CompletedTask);
        await (await engine.StartAsync("f", "old")).GetResultPayloadAsync();
        Clock.Advance(TimeSpan.FromHours(1));
        var hour = Clock.GetUtcNow();
        engine.Register("f", static (DurableContext _) => Task.CompletedTask, version: 2);
        await (await engine.StartAsync("f", "new")).GetResultPayloadAsync();

        (await NamesAsync(engine, new ExecutionQuery { Version = 2 })).Should().Equal("new");
        (await NamesAsync(engine, new ExecutionQuery { Version = 3 })).Should().BeEmpty();
        (await NamesAsync(engine, new ExecutionQuery { EndedAfter = hour })).Should().Equal("new");
        (await NamesAsync(engine, new ExecutionQuery { EndedAfter = hour.AddHours(-1), EndedBefore = hour })).Should().Equal("old");
        (await engine.CountAsync(new ExecutionQuery { EndedAfter = hour })).Should().Be(1);
        (await engine.CountAsync(new ExecutionQuery { Version = 1 })).Should().Be(1);
    }

    [Test]
    public async Task ListAsync_TokensOfOtherNewFilters_AreRefused()
    {
        var engine = await OpenAllAsync(Where.InMemory);
        var token = (await engine.ListAsync(pageSize: 1)).ContinuationToken;
        ExecutionQuery[] others =
        [
            new() { States = Both }, new() { Version = 1 }, new() { NameContains = "a" }, new() { EndedAfter = DateTimeOffset.UnixEpoch },
        ];

        foreach (var other in others)
        {
            await engine.Awaiting(e => e.ListAsync(other, continuationToken: token)).Should().ThrowAsync<ArgumentException>().WithMessage("*another query*");
        }
    }

    private async Task<DurableEngine> OpenAllAsync(Where where)
    {
        var options = where == Where.Evicted ? Options with { ResidentBytes = 0 } : Options;
        var engine = await OpenAsync(options);
        Register(engine);
        foreach (var name in new[] { "ended", "wait", "ask", "flaky", "poll", "several" })
        {
            await engine.StartAsync(name, name);
        }

        await engine.StartAsync("ended", "later", new StartOptions { StartAt = Clock.GetUtcNow().AddDays(1) });
        await QuietAsync(engine);
        if (where == Where.AfterACrash)
        {
            engine.Kill();
            engine = await OpenAsync(options);
            Register(engine);
            await QuietAsync(engine);
        }

        return engine;
    }

    private static void Register(DurableEngine engine)
    {
        engine.Register("ended", static (DurableContext _) => Task.CompletedTask);
        engine.Register("wait", static async ctx => await ctx.WaitAsync(TimeSpan.FromHours(1)));
        engine.Register("ask", static async ctx => await ctx.WaitForCallbackAsync<int>("answer", static (_, _) => Task.CompletedTask));
        engine.Register("flaky", static async ctx =>
        {
            await ctx.StepAsync("charge", static _ => throw new IOException("down"), new StepConfig { Retry = Hourly });
        });
        engine.Register("poll", static async ctx =>
        {
            await ctx.WaitForConditionAsync<int>(
                "ready",
                static (state, _) => Task.FromResult(state + 1),
                new WaitForConditionConfig<int> { InitialState = 0, Strategy = WaitStrategy<int>.Fixed(static _ => false, TimeSpan.FromHours(1)) });
        });
        engine.Register("several", static async ctx =>
        {
            await ctx.ParallelAsync("both", static both =>
            {
                both.Branch("ask", static async branch => await branch.WaitForCallbackAsync<int>("answer", static (_, _) => Task.CompletedTask));
                both.Branch("wait", static async branch => await branch.WaitAsync(TimeSpan.FromHours(1)));
            });
        });
    }

    private static async Task QuietAsync(DurableEngine engine)
    {
        while (!engine.IsQuiet)
        {
            await Task.Yield();
        }
    }

    private static async Task<Dictionary<string, IReadOnlyList<ExecutionState>>> StatesAsync(DurableEngine engine) =>
        (await engine.ListAsync()).Executions.ToDictionary(static one => one.Name, static one => one.States);

    private static async Task<IEnumerable<string>> NamesAsync(DurableEngine engine, ExecutionQuery query) =>
        (await engine.ListAsync(query)).Executions.Select(static one => one.Name);
}
