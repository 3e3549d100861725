using DurableParallel.Contract.Hosts;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Waits;

/// <summary>Delays and time-outs are exact to the millisecond, but where they go over the wire: there they are rounded up to whole seconds.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class MillisecondTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly StepConfig TwoRetries = new() { Retry = RetryStrategy.Linear(3, TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(1), Jitter.None) };

    [Test]
    public async Task RetryOfAStep_IsDueAtItsMillisecond() =>
        (await ElapsedAsync(async ctx => await ctx.StepAsync("s", FailTwice, TwoRetries))).Should().Be(Expected(250, 251));

    [Test]
    public async Task RetryOfABlock_IsDueAtItsMillisecond() => (await ElapsedAsync(async ctx => await ctx.WithRetryAsync(
        "block",
        (_, attempt) => attempt < 3 ? throw new IOException("not yet") : Task.FromResult(attempt),
        RetryStrategy.Fixed(3, TimeSpan.FromMilliseconds(40))))).Should().Be(Expected(40, 40));

    [Test]
    public async Task ConditionThatDoesNotHold_IsCheckedAgainAtItsMillisecond() => (await ElapsedAsync(ctx => ctx.WaitForConditionAsync(
        "c",
        (count, _) => Task.FromResult(count + 1),
        new WaitForConditionConfig<int> { InitialState = 0, Strategy = WaitStrategy<int>.Fixed(count => count == 3, TimeSpan.FromMilliseconds(7)) }))).Should().Be(Expected(7, 7));

    [Test]
    public async Task TimeoutOfAScope_IsUpAtItsMillisecond() => (await ElapsedAsync(async ctx =>
    {
        await using var scope = ctx.Parallel("scope", new ParallelConfig { Completion = CompletionConfig.AllCompleted(), Timeout = TimeSpan.FromMilliseconds(1999) });
        scope.Branch("slow", async b =>
        {
            await b.WaitAsync(TimeSpan.FromDays(1));
            return 1;
        });
        return (await scope.SettleAsync()).CompletionReason == CompletionReason.TimedOut ? 3 : 0;
    })).Should().Be(Expected(1999));

    [Test]
    public async Task TimeoutOfACallback_IsUpAtItsMillisecond() => (await ElapsedAsync(async ctx =>
    {
        var callback = await ctx.CreateCallbackAsync<int>("c", new CallbackConfig { Timeout = TimeSpan.FromMilliseconds(12) });
        try
        {
            return await callback.GetResultAsync();
        }
        catch (CallbackTimedOutException)
        {
            return 3;
        }
    })).Should().Be(Expected(12));

    [Test]
    public async Task TimeoutOfAnExecution_IsUpAtItsMillisecond()
    {
        var begin = Host.Clock.GetUtcNow();
        FunctionOptions = new DurableFunctionOptions { ExecutionTimeout = TimeSpan.FromMilliseconds(1500) };
        var run = await RunAsync(async ctx =>
        {
            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return 1;
        });

        run.Outcome.Status.Should().Be(ContractStatus.TimedOut);
        (Host.Clock.GetUtcNow() - begin).Should().Be(Expected(1500));
    }

    [Test]
    public async Task CrashAtEveryCheckpoint_TheDelaysAreThoseOfTheUndisturbedRun([Values(FaultKind.CrashBefore, FaultKind.CrashAfter)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        await RunAsync(CodeAsync, undisturbed);
        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = FaultPlan.Create(fault, k);
            var run = await RunAsync(CodeAsync, plan);

            run.Value.Should().Be(3, "of {0}", plan);
            var wait = run.Operation("w").Record;
            (wait.DueTimestamp - wait.StartTimestamp).Should().Be(Expected(125), "of {0}", plan);
        }

        static async Task<int> CodeAsync(DurableContext ctx)
        {
            await ctx.WaitAsync("w", TimeSpan.FromMilliseconds(125));
            return await ctx.StepAsync("s", FailTwice, TwoRetries);
        }
    }

    [Test]
    public async Task WaitWhoseDurationHasChanged_KeepsTheOneOnRecord([Values(1250, 10)] int milliseconds)
    {
        var begin = Host.Clock.GetUtcNow();
        Host.AutoAdvance = false;
        var execution = await StartAsync(ctx => WaitAsync(ctx, TimeSpan.FromMilliseconds(500)));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await Host.CrashAsync();
        Redeploy(ctx => WaitAsync(ctx, TimeSpan.FromMilliseconds(milliseconds)));
        await Host.RestartAsync();
        Host.AutoAdvance = true;

        (await OutcomeOf(execution)).Value<int>().Should().Be(3, "a delay is no drift");
        (Host.Clock.GetUtcNow() - begin).Should().Be(Expected(500));

        static async Task<int> WaitAsync(DurableContext ctx, TimeSpan duration)
        {
            await ctx.WaitAsync("w", duration);
            return 3;
        }
    }

    private static int FailTwice(StepContext step) => step.Attempt < 3 ? throw new IOException("not yet") : step.Attempt;

    private TimeSpan Expected(params int[] milliseconds) =>
        TimeSpan.FromMilliseconds(milliseconds.Sum(each => Host.Traits.HasWholeSeconds ? 1000 * ((each + 999) / 1000) : each));

    private async Task<TimeSpan> ElapsedAsync(Func<DurableContext, Task<int>> code)
    {
        var begin = Host.Clock.GetUtcNow();
        (await ValueAsync(code)).Should().Be(3);
        return Host.Clock.GetUtcNow() - begin;
    }
}
