using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests.Running;

internal sealed class HangTests
{
    [Test]
    public async Task Run_ACallbackThatNobodyAnswers_SaysSoAtOnce([Values] HostMode mode, [Values(null, 1)] int? seed)
    {
        var runner = NewRunner(
            mode,
            async ctx =>
            {
                await using var p = ctx.Parallel("checks");
                p.Branch("mail", b => b.WaitForCallbackAsync<string>("approval", (_, _) => Task.CompletedTask));
                await p.JoinAsync();
            });

        var thrown = await runner.Invoking(r => r.RunAsync(new TestRunOptions { Seed = seed })).Should().ThrowAsync<DurableTestException>();

        thrown.Which.Code.Should().Be("DP7001");
        thrown.Which.Message.Should().Contain("the callback 'approval-callback'").And.Contain("OnCallback(\"approval\"").And.Contain("Nothing is runnable");
    }

    [Test]
    public async Task Run_ResidentOnACallback_SaysWhoWaitsForWhom()
    {
        var runner = NewRunner(
            HostMode.Resident,
            async ctx =>
            {
                await using var p = ctx.Parallel("checks");
                var mail = p.Branch("mail", b => b.WaitForCallbackAsync<string>("approval", (_, _) => Task.CompletedTask));
                p.Branch("sibling", async b => await mail.AsTask());
                await p.JoinAsync();
            });

        var thrown = await runner.Invoking(r => r.RunAsync()).Should().ThrowAsync<DurableTestException>();

        thrown.Which.Message.Should().Contain("branch 'sibling' waits for branch 'mail' of the parallel scope 'checks'")
            .And.Contain("waits for the callback 'approval-callback' at 'checks/mail/approval/approval-callback' (1-1-1-1)");
    }

    [Test]
    public async Task Run_AStepThatNeverReturns_SaysWhichAfterTheHangTimeout([Values] HostMode mode, [Values(null, 1)] int? seed)
    {
        var hangClock = new ManualTimeProvider();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var runner = NewRunner(
            mode,
            ctx => ctx.StepAsync("charge", async () =>
            {
                entered.SetResult();
                await new TaskCompletionSource().Task;
            }),
            hangClock);

        var run = runner.RunAsync(new TestRunOptions { Seed = seed });
        await entered.Task;
        await AdvanceUntilAsync(hangClock, run);

        var thrown = await FluentActions.Awaiting(() => run).Should().ThrowAsync<DurableTestException>();
        thrown.Which.Message.Should().Contain("Nothing has happened for 00:00:30").And.Contain("step 'charge' (1), which runs");
    }

    [Test]
    public async Task Run_CodeThatAwaitsSomethingThatIsNoOperation_SaysSo()
    {
        var hangClock = new ManualTimeProvider();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var runner = NewRunner(
            HostMode.Suspending,
            async _ =>
            {
                entered.SetResult();
                await new TaskCompletionSource().Task;
            },
            hangClock);

        var run = runner.RunAsync();
        await entered.Task;
        await AdvanceUntilAsync(hangClock, run);

        var thrown = await FluentActions.Awaiting(() => run).Should().ThrowAsync<DurableTestException>();
        thrown.Which.Message.Should().Contain("code that is no operation");
    }

    [Test]
    public async Task Run_AnInvokeOfABlockedExecution_SaysWhyItIsBlocked()
    {
        var runs = 0;
        var runner = NewRunner(HostMode.Suspending, ctx => ctx.InvokeAsync<int, int>(null, "child", 1));
        runner.Register("child", DurableFunction.Create<int, int>(async (ctx, input) =>
        {
            await ctx.StepAsync($"step {Interlocked.Increment(ref runs)}", () => 1);
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            return input;
        }));

        var thrown = await runner.Invoking(r => r.RunAsync()).Should().ThrowAsync<DurableTestException>();

        thrown.Which.Message.Should().Contain("the invoke without a name at '#1' (1) of 'child', whose execution 'execution-1--1' is blocked").And.Contain("the step 'step 2'");
    }

    [Test]
    public async Task Complete_WithSomebodyOutside_WaitsForHim()
    {
        var runner = NewRunner(HostMode.Suspending, ctx => ctx.WaitForCallbackAsync<string>("approval", (_, _) => Task.CompletedTask));
        var execution = runner.Start();
        await execution.RunUntilParkedAsync();

        var completion = execution.CompleteAsync();
        execution.Callback("approval").Succeed("late");

        (await completion).Operation("approval").ResultAs<string>().Should().Be("late");
    }

    [Test]
    public void HangTimeout_ZeroOrLess_IsRefused()
    {
        var act = () => new DurableTestRunnerOptions { HangTimeout = TimeSpan.Zero };

        act.Should().Throw<ArgumentOutOfRangeException>();
    }

    private static async Task AdvanceUntilAsync(ManualTimeProvider hangClock, Task run)
    {
        // What is still on its way when the clock is first advanced counts as progress, and the watch begins again.
        while (!run.IsCompleted)
        {
            hangClock.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }
    }

    private static DurableTestRunner NewRunner(HostMode mode, Func<DurableContext, Task> code, ManualTimeProvider? hangClock = null) =>
        new(
            DurableFunction.Create(code),
            new DurableTestRunnerOptions { Mode = mode, HangClock = hangClock ?? TimeProvider.System });
}
