using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Retrying;

/// <summary>Strategies for errors of some types, where the type is one of the library's own.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class RetryFilterTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };

    private static readonly RetryStrategy Twice = RetryStrategy.Fixed(2, TimeSpan.FromMinutes(1));

    public static IEnumerable<TestCaseData> Failures() =>
    [
        .. Of("a callback that timed out", TimesOut, [Twice.For<CallbackTimedOutException>(), Twice.For<CallbackFailedException>(), Twice.For<OperationFailedException>()]),
        .. Of("a submitter that failed", SubmitterFails, [Twice.For<CallbackFailedException>(), Twice.For<StepFailedException>(), Twice.For<InvalidDataException>()]),
        .. Of("an invoke that failed", InvokeFails, [Twice.For<InvokeFailedException>(), Twice.For<TimeoutException>().For<InvokeFailedException>()]),
        .. Of("a step that failed", StepFails, [Twice.For<StepFailedException>(), Twice.For<DurableException>()]),
        .. Of("a child that failed", b => b.RunInChildContextAsync("child", StepFails), [Twice.For<StepFailedException>(), Twice.For<ChildContextFailedException>()]),
        .. Of("a flat child that failed", b => b.RunInChildContextAsync("child", StepFails, new ChildContextConfig { Nesting = NestingType.Flat }), [Twice.For<StepFailedException>()]),
        .. Of("a condition that did not hold", ConditionGivesUp, [Twice.For<WaitForConditionFailedException>()]),
        .. Of("a scope that failed", ScopeFails, [Twice.For<ParallelExecutionException>(), Twice.For<StepFailedException>(), Twice.For<InvalidDataException>()]),
        .. Of("a branch that failed", BranchFails, [Twice.For<BranchFailedException>(), Twice.For<StepFailedException>()]),
        .. Of("a block in a block", b => b.WithRetryAsync("inner", (c, _) => StepFails(c), RetryStrategy.None), [Twice.For<StepFailedException>()]),
    ];

    [TestCaseSource(nameof(Failures))]
    public async Task Block_WithAStrategyForTheLibrarysException_IsRetriedLiveAndReplayed(Func<DurableContext, Task> fails, RetryStrategy strategy)
    {
        Host.Register("fails", DurableFunction.Create<int>(static _ => throw new InvalidDataException("invoked")));

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var attempts = 0;
            try
            {
                await ctx.WithRetryAsync(
                    "block",
                    async (block, attempt) =>
                    {
                        attempts = attempt;
                        await fails(block);
                    },
                    strategy);
            }
            catch (ChildContextFailedException)
            {
                // The second attempt fails too.
            }

            return await ctx.StepAsync("attempts", () => attempts);
        });

        live.Should().Be(2);
        replayed.Should().Be(2);
    }

    [Test]
    public async Task Block_WithAStrategyForAnotherException_IsNotRetried()
    {
        var begin = Host.Clock.GetUtcNow();
        RetryStrategy[] others =
        [
            Twice.For<CallbackFailedException>(),
            Twice.For<InvokeFailedException>(),
            Twice.For<ParallelExecutionException>(),
            Twice.For<BranchFailedException>(),
            Twice.For<WaitForConditionFailedException>(),
            Twice.For<TimeoutException>(),
        ];

        var attempts = await ValueAsync(async ctx =>
        {
            var sum = 0;
            foreach (var strategy in others)
            {
                try
                {
                    await ctx.WithRetryAsync("block", async (block, _) => await StepFails(block), strategy);
                }
                catch (ChildContextFailedException)
                {
                    sum++;
                }
            }

            return sum;
        });

        attempts.Should().Be(others.Length);
        Host.Clock.GetUtcNow().Should().Be(begin, "no retry has taken its delay");
    }

    [Test]
    public async Task IsCausedBy_TheExceptionItself_IsTrueThroughAnyNumberOfContexts()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var seen = new List<bool>();
            try
            {
                await TimesOut(ctx);
            }
            catch (CallbackTimedOutException e)
            {
                seen.AddRange([e.IsCausedBy<CallbackTimedOutException>(), e.IsCausedBy<CallbackFailedException>(), !e.IsCausedBy<InvokeFailedException>(), !e.IsCausedBy<ChildContextFailedException>()]);
            }

            try
            {
                await ctx.RunInChildContextAsync("outer", outer => outer.RunInChildContextAsync("inner", TimesOut));
            }
            catch (ChildContextFailedException e)
            {
                seen.AddRange([e.IsCausedBy<CallbackTimedOutException>(), e.IsCausedBy<ChildContextFailedException>(), !e.IsCausedBy<StepFailedException>(), e.Error.ErrorType == "Callback.Timeout"]);
            }

            return string.Join(' ', seen);
        });

        live.Should().Be("True True True True True True True True");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Step_WithAStrategyForACause_IsRetriedAsABlockWouldBe()
    {
        var attempts = 0;

        var run = await RunAsync(ctx => ctx.StepAsync(
            "s",
            () => ++attempts < 2 ? throw new InvalidOperationException("wrapped", new TimeoutException("inside")) : attempts,
            new StepConfig { Retry = Twice.For<TimeoutException>() }));

        run.Value.Should().Be(2);
    }

    private static TestCaseData[] Of(string name, Func<DurableContext, Task> fails, RetryStrategy[] strategies) =>
        [.. strategies.Select((strategy, index) => new TestCaseData(fails, strategy).SetArgDisplayNames(name, $"strategy {index}"))];

    private static Task TimesOut(DurableContext context) =>
        context.WaitForCallbackAsync<int>("callback", (_, _) => Task.CompletedTask, new WaitForCallbackConfig { Timeout = TimeSpan.FromMinutes(1) });

    private static Task SubmitterFails(DurableContext context) =>
        context.WaitForCallbackAsync<int>("callback", (_, _) => throw new InvalidDataException("no address"), new WaitForCallbackConfig { Retry = RetryStrategy.None });

    private static Task InvokeFails(DurableContext context) => context.InvokeAsync<int, int>(null, "fails", 1);

    private static Task StepFails(DurableContext context) => context.StepAsync("step", () => throw new InvalidDataException("broken"), Once);

    private static Task ConditionGivesUp(DurableContext context) => context.WaitForConditionAsync<int>(
        "condition", (state, _) => Task.FromResult(state), new WaitForConditionConfig<int> { InitialState = 0, Strategy = WaitStrategy<int>.Fixed(static _ => false, TimeSpan.FromMinutes(1), maxAttempts: 1) });

    private static async Task ScopeFails(DurableContext context)
    {
        await using var scope = context.Parallel("scope");
        scope.Branch("branch", StepFails);
        await scope.JoinAsync();
    }

    private static async Task BranchFails(DurableContext context)
    {
        await using var scope = context.Parallel("scope");
        var branch = scope.Branch<int>("branch", async b =>
        {
            await StepFails(b);
            return 1;
        });
        await scope.SettleAsync();
        _ = branch.Result;
    }
}
