using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Recovery;

/// <summary>A build that cannot read what another one recorded: never the function's failure.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class UnreadableTests(ContractHostKind kind) : ContractFixture(kind)
{
    private const string Number = "System.Int32";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private int _runs;
    private int _seen;

    private static UnreadableCase[] Cases =>
    [
        new("step", static (t, ctx) => t.StepAsync(ctx, "high"), static (t, ctx) => t.StepAsync(ctx, 1), "the step 'rules' is on record", Number),
        new("step without a name", static (t, ctx) => t.NamelessAsync(ctx, "high"), static (t, ctx) => t.NamelessAsync(ctx, 1), "the step without a name at '#1'", Number),
        new("child", static (t, ctx) => t.ChildAsync(ctx, "high"), static (t, ctx) => t.ChildAsync(ctx, 1), "the child context 'child' is on record", Number),
        new("branch", static (t, ctx) => t.BranchAsync(ctx, "high"), static (t, ctx) => t.BranchAsync(ctx, 1), "the branch 'validate' at 'checks/validate'", Number),
        new("step in a branch", static (t, ctx) => t.InBranchAsync(ctx, "high", NestingType.Nested), static (t, ctx) => t.InBranchAsync(ctx, 1, NestingType.Nested), "the step 'rules' at 'checks/validate/rules'", Number),
        new("step in a flat branch", static (t, ctx) => t.InBranchAsync(ctx, "high", NestingType.Flat), static (t, ctx) => t.InBranchAsync(ctx, 1, NestingType.Flat), "the step 'rules' at 'checks/validate/rules'", Number),
        new("map item", static (t, ctx) => t.MapAsync(ctx, "high"), static (t, ctx) => t.MapAsync(ctx, 1), "the map item 'map-item-0' at 'items/map-item-0'", Number),
        new("map result", static (t, ctx) => t.OwnResultAsync(ctx, ResultsRead), static (t, ctx) => t.OwnResultAsync(ctx, ResultsUnread), "the map 'items' is on record", "IBatchResult"),
        new("summary", static (t, ctx) => t.OwnResultAsync(ctx, ResultsRead), static (t, ctx) => t.OwnResultAsync(ctx, null), "the map 'items' is on record", "a summary of its branches"),
        new("invoke", static (t, ctx) => t.InvokeAsync(ctx, "high"), static (t, ctx) => t.InvokeAsync(ctx, 1), "the invoke 'ask' is on record", Number),
        new("condition", static (t, ctx) => t.ConditionAsync(ctx, "high"), static (t, ctx) => t.ConditionAsync(ctx, 1), "the wait for a condition 'ready' is on record", Number, Runs: 2),
    ];

    private static IDurableSerializer ResultsRead { get; } = DurableSerializer.For<IBatchResult<string>>(static _ => "\"words\"", static _ => BatchResult.FromResults(["high"]));

    private static IDurableSerializer ResultsUnread { get; } =
        DurableSerializer.For<IBatchResult<string>>(static _ => "\"words\"", static _ => throw new TimeoutException("the store does not answer"));

    [TestCaseSource(nameof(Cases))]
    public async Task Record_ThatABuildCannotRead_StopsThereAndGoesOnWithABuildThatCan(UnreadableCase record)
    {
        Host.Register("text", DurableFunction.Create<int, string>((_, _) => Task.FromResult(Count("high"))));
        Host.AutoAdvance = false;
        var execution = await StartAsync(ctx => FrameAsync(ctx, record.Good));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await RestartWithAsync(ctx => FrameAsync(ctx, record.Bad));
        Host.Clock.Advance(Hour);
        var why = await UnreadableOf(execution);
        await StayAsync(execution);
        await RestartWithAsync(ctx => FrameAsync(ctx, record.Good));
        Host.AutoAdvance = true;
        var outcome = await OutcomeOf(execution);

        why.Should().Contain(record.Subject).And.Contain(record.Expected).And.EndWith("[DP2005] docs/errors/DP2005.md").And.NotContainAny(execution.Operations.Select(static o => o.Hex));
        outcome.Value<int>().Should().Be(5);
        _seen.Should().Be(0, "user code sees nothing of it");
        _runs.Should().Be(record.Runs, "nothing runs twice");
        execution.Operations.Should().NotContain(static o => o.Name == "refund");
    }

    [Test]
    public async Task Input_ThatABuildCannotRead_StopsThereAndGoesOnWithABuildThatCan()
    {
        Host.AutoAdvance = false;
        Host.Register("f", Of<string>(static text => text.Length));
        var execution = await Host.StartAsync("f", "\"high\"");
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await Host.CrashAsync();
        Host.Register("f", Of<int>(static number => number));
        await Host.RestartAsync();
        Host.Clock.Advance(Hour);
        var why = await UnreadableOf(execution);
        await StayAsync(execution);
        await Host.CrashAsync();
        Host.Register("f", Of<string>(static text => text.Length));
        await Host.RestartAsync();
        Host.AutoAdvance = true;

        why.Should().Match("The input of the execution '*' is on record, and this build cannot read it as System.Int32:*[DP2005] docs/errors/DP2005.md");
        (await OutcomeOf(execution)).Value<int>().Should().Be(4);

        DurableFunction Of<TIn>(Func<TIn, int> measure) => DurableFunction.Create<TIn, int>(async (ctx, input) =>
        {
            await ctx.WaitAsync("hold", Hour);
            return measure(input);
        });
    }

    [Test]
    public async Task Value_OfABranchThatIsToBeUndone_IsReadBeforeAnythingIs()
    {
        var undone = 0;
        Host.AutoAdvance = false;
        var execution = await StartAsync(ctx => FrameAsync(ctx, (_, c) => FailingAsync(c, "high")));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await RestartWithAsync(ctx => FrameAsync(ctx, (_, c) => FailingAsync(c, 1)));
        Host.Clock.Advance(Hour);
        var why = await UnreadableOf(execution);
        await StayAsync(execution);
        var undoneBefore = Volatile.Read(ref undone);
        await RestartWithAsync(ctx => FrameAsync(ctx, (_, c) => FailingAsync(c, "high")));
        Host.AutoAdvance = true;

        why.Should().Contain("'checks/charge'").And.Contain(Number);
        undoneBefore.Should().Be(0);
        (await OutcomeOf(execution)).Value<int>().Should().Be(5);
        undone.Should().Be(1);

        async Task FailingAsync<T>(DurableContext ctx, T value)
        {
            var p = ctx.Parallel("checks");
            p.Branch("charge", _ => Task.FromResult(value), new BranchOptions<T>
            {
                Compensate = async (c, _) =>
                {
                    await c.WaitAsync("before undo", Hour);
                    await c.StepAsync("undo", () => { Interlocked.Increment(ref undone); });
                },
            });
            p.Branch("fails", b => b.StepAsync("broken", () => throw new InvalidDataException("broken"), new StepConfig { Retry = RetryStrategy.None }));
            await p.SettleAsync();
        }
    }

    [Test]
    public async Task Message_OfAStepInABranch_SaysPathTypeMemberAndException()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(ctx => InBranchAsync(ctx, new Old("high"), NestingType.Nested));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await RestartWithAsync(ctx => InBranchAsync(ctx, new Young(1), NestingType.Nested));
        Host.Clock.Advance(Hour);

        (await UnreadableOf(execution)).Should().Be(
            "The outcome of the step 'rules' at 'checks/validate/rules' is on record, and this build cannot read it as "
            + "DurableParallel.Contract.Recovery.UnreadableTests+Young: member 'Score', Newtonsoft.Json.JsonReaderException: Could not convert string to integer: high. "
            + "Path 'Score', line 1, position 15. The function has not failed: the execution goes on with a build that reads the record. "
            + "Let the type accept what was written, give the operation the serializer that wrote it, or register the changed code as a new version. [DP2005] docs/errors/DP2005.md");
    }

    [Test]
    public async Task Value_ThatIsWrittenAndCannotBeRead_StopsThereBeforeAnybodySeesIt()
    {
        var blind = DurableSerializer.For<string>(static text => text, static _ => throw new TimeoutException("the store does not answer"));
        Host.AutoAdvance = false;
        var execution = await StartAsync(ctx => FrameAsync(ctx, (_, c) => c.StepAsync("rules", () => Count("high"), new StepConfig { Serializer = blind })));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        (await UnreadableOf(execution)).Should().Contain("the step 'rules' is on record, and this build cannot read it as System.String: System.TimeoutException: the store does not answer");
        (_seen, _runs).Should().Be((0, 1));
    }

    /// <summary>Part of a function, then an hour, all under a catch that would take anything for a failure.</summary>
    private async Task<int> FrameAsync(DurableContext ctx, Func<UnreadableTests, DurableContext, Task> part)
    {
        try
        {
            await part(this, ctx);
            await ctx.WaitAsync("hold", Hour);
            return 5;
        }
        catch (Exception)
        {
            Interlocked.Increment(ref _seen);
            await ctx.StepAsync("refund", () => { });
            return -1;
        }
    }

    private DurableTask<T> StepAsync<T>(DurableContext ctx, T value) => ctx.StepAsync("rules", () => Count(value));

    private DurableTask<T> NamelessAsync<T>(DurableContext ctx, T value) => ctx.StepAsync(null, () => Count(value));

    private DurableTask<T> ChildAsync<T>(DurableContext ctx, T value) => ctx.RunInChildContextAsync("child", _ => Task.FromResult(Count(value)));

    private async Task BranchAsync<T>(DurableContext ctx, T value)
    {
        var p = ctx.Parallel("checks", c => c.AllCompleted());
        p.Branch("validate", _ => Task.FromResult(Count(value)));
        await p.SettleAsync();
    }

    private async Task<int> InBranchAsync<T>(DurableContext ctx, T value, NestingType nesting)
    {
        var p = ctx.Parallel("checks", c => c.AllCompleted().Nesting(nesting));
        p.Branch("validate", async b =>
        {
            try
            {
                await b.StepAsync("rules", () => Count(value));
            }
            catch (Exception)
            {
                Interlocked.Increment(ref _seen);
                throw;
            }

            await b.WaitAsync("inner hold", Hour);
        });
        await p.SettleAsync();
        return 5;
    }

    private DurableTask<IBatchResult<T>> MapAsync<T>(DurableContext ctx, T value) => ctx.MapAsync("items", (List<int>)[1], (_, _, _) => Task.FromResult(Count(value)));

    private DurableTask<IBatchResult<string>> OwnResultAsync(DurableContext ctx, IDurableSerializer? serializer) => ctx.MapAsync(
        "items", (List<int>)[1], (_, _, _) => Task.FromResult(Count("high")), new MapConfig<int> { ResultSerializer = serializer });

    private DurableTask<T> InvokeAsync<T>(DurableContext ctx, T _) => ctx.InvokeAsync<int, T>("ask", "text", 1);

    private DurableTask<T> ConditionAsync<T>(DurableContext ctx, T state) => ctx.WaitForConditionAsync(
        "ready",
        (T _, ConditionContext _) => Task.FromResult(Count(state)),
        new WaitForConditionConfig<T> { InitialState = state, Strategy = WaitStrategy<T>.Custom((_, attempt) => attempt < 2 ? WaitDecision.After(Hour) : WaitDecision.Stop) });

    private T Count<T>(T value)
    {
        Interlocked.Increment(ref _runs);
        return value;
    }

    private async Task RestartWithAsync(Func<DurableContext, Task<int>> code)
    {
        await Host.CrashAsync();
        Redeploy(code);
        await Host.RestartAsync();
    }

    /// <summary>Time alone changes nothing: a host that tries again comes to the same.</summary>
    private async Task StayAsync(IContractExecution execution)
    {
        for (var i = 0; i < 8; i++)
        {
            Host.Clock.Advance(TimeSpan.FromMinutes(5));
            await execution.WhenQuietAsync().WaitAsync(HangGuard);
        }

        await UnreadableOf(execution);
    }

    internal sealed record UnreadableCase(
        string Name,
        Func<UnreadableTests, DurableContext, Task> Good,
        Func<UnreadableTests, DurableContext, Task> Bad,
        string Subject,
        string Expected,
        int Runs = 1)
    {
        public override string ToString() => Name;
    }

    private sealed record Old(string Score);

    private sealed record Young(int Score);
}
