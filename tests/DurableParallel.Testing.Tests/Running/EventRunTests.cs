using DurableParallel.Engine;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests.Running;

internal sealed class EventRunTests
{
    [Test]
    public async Task RaiseEvent_OfADrivenExecution_IsTakenOnTheVirtualClock([Values] HostMode mode, [Values(null, 3)] int? seed)
    {
        var execution = NewRunner(mode, ApproveAsync).Start(new TestRunOptions { Seed = seed });
        await execution.AdvanceByAsync(TimeSpan.FromDays(1));

        execution.RaiseEvent("unread");
        execution.RaiseEvent("approved", true, "once");
        execution.RaiseEvent("approved", false, "once");
        await execution.RunUntilParkedAsync();

        execution.Inspect().ResultAs<string>().Should().Be("approved");
        execution.Inspect().Elapsed.Should().Be(TimeSpan.FromDays(1));
        execution.Invoking(static e => e.RaiseEvent("approved", true)).Should().Throw<EventRefusedException>().Which.Reason.Should().Be(EventRefusal.ExecutionEnded);
    }

    [Test]
    public async Task RaiseEvent_WhileTheProcessIsDown_IsThereWhenItComesBack([Values] HostMode mode)
    {
        var execution = NewRunner(mode, ApproveAsync).Start();
        await execution.RunUntilParkedAsync();
        execution.Crash();

        execution.RaiseEvent("approved", true);
        execution.Clock.Advance(TimeSpan.FromDays(30));
        execution.Restart();

        (await execution.CompleteAsync()).ResultAs<string>().Should().Be("approved", "it came before the time was up");
    }

    [Test]
    public async Task RaiseEvent_ValueThatIsNotRead_IsRefused([Values] HostMode mode)
    {
        var execution = NewRunner(mode, ApproveAsync).Start();
        await execution.RunUntilParkedAsync();

        execution.Invoking(static e => e.RaiseEvent("approved", new[] { 1 })).Should().Throw<PayloadRefusedException>();
        execution.Invoking(static e => e.RaiseEvent("", 1)).Should().Throw<ArgumentException>();
    }

    [Test]
    public async Task OnEventWait_OfAFullRun_AnswersEachWait([Values] HostMode mode)
    {
        var asked = 0;
        var runner = NewRunner(mode, async ctx => $"{await ctx.WaitForEventAsync<int>("n")} {await ctx.WaitForEventAsync<int>("n")} {await ApproveAsync(ctx)}")
            .OnEventWait("n", wait => wait.Raise(++asked))
            .OnEventWait("approved", static wait => wait.Raise(false), TimeSpan.FromDays(1));

        var run = await runner.RunAsync();

        run.ResultAs<string>().Should().Be("1 2 rejected");
        run.Elapsed.Should().Be(TimeSpan.FromDays(1));
        run.History.Count(static e => e.EventType == HistoryEventType.EventReceived).Should().Be(3);
    }

    [Test]
    public async Task ExploreCrashes_OfAFunctionWithEvents_IsSafe([Values] HostMode mode)
    {
        var runner = NewRunner(mode, async ctx =>
            {
                await ctx.RaiseEventAsync(ctx.ExecutionName, "self", 7);
                return $"{await ctx.WaitForEventAsync<int>("self")} {await ApproveAsync(ctx)}";
            })
            .OnEventWait("approved", static wait => wait.Raise(true));

        var report = await runner.ExploreCrashesAsync();

        report.Undisturbed.ResultAs<string>().Should().Be("7 approved");
    }

    [Test]
    public async Task ExploreInterleavings_OfBranchesWithEvents_HaveOneOutcome([Values] HostMode mode)
    {
        var runner = NewRunner(mode, async ctx =>
        {
            var self = ctx.ExecutionName;
            var (one, two) = await ctx.ParallelAsync("scope", p => (
                p.Branch("one", async b =>
                {
                    await b.RaiseEventAsync(self, "to-two", 1);
                    await b.RaiseEventAsync(self, "to-two", 2);
                    return await b.WaitForEventAsync<int>("to-one", TimeSpan.FromHours(1));
                }),
                p.Branch("two", async b =>
                {
                    await b.RaiseEventAsync(self, "to-one", "no number");
                    await b.RaiseEventAsync(self, "to-one", 3);
                    return await b.WaitForEventAsync<int>("to-two") + await b.WaitForEventAsync<int>("to-two");
                })));
            return $"{one.Result} {two.Result}";
        });

        var report = await runner.ExploreInterleavingsAsync(count: 60, seed: 7);

        report.ToString().Should().NotBeEmpty();
    }

    [Test]
    public async Task Verify_OfASavedHistoryWithEvents_ReplaysIt([Values] HostMode mode)
    {
        Func<DurableContext, Task<string>> code = async ctx =>
        {
            await ctx.RaiseEventAsync(ctx.ExecutionName, "n", "no number");
            await ctx.RaiseEventAsync(ctx.ExecutionName, "n", 5);
            return $"{await ctx.WaitForEventAsync<int>("n")} {await ApproveAsync(ctx)}";
        };
        var run = await NewRunner(mode, code).RunAsync();
        run.ResultAs<string>().Should().Be("5 timed out");
        run.History.Should().ContainSingle(static e => e.EventType == HistoryEventType.EventSetAside).Which.Error!.ErrorMessage.Should().Contain("Int32");
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid()}.json");
        run.SaveHistory(path);

        try
        {
            HistoryReplay.Verify(path, DurableFunction.Create(code)).ToString().Should().NotBeEmpty();
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public async Task Run_AnEventThatNobodyRaises_SaysSoAtOnce([Values] HostMode mode)
    {
        var runner = NewRunner(mode, async ctx => await ctx.WaitForEventAsync<string>("approved"));

        var thrown = await runner.Invoking(static r => r.RunAsync()).Should().ThrowAsync<DurableTestException>();

        thrown.Which.Code.Should().Be("DP7001");
        thrown.Which.Message.Should().Contain("the wait for the event 'approved'").And.Contain("OnEventWait(\"approved\"");
    }

    [Test]
    public async Task Run_AsOnAws_RefusesEvents()
    {
        var runner = new DurableTestRunner(DurableFunction.Create(ApproveAsync), new DurableTestRunnerOptions { Mode = HostMode.Suspending, Limits = DurableLimits.Aws });

        var run = await runner.RunAsync();

        run.Error!.ErrorType.Should().Be(typeof(FeatureNotSupportedException).FullName);
    }

    private static DurableTestRunner NewRunner(HostMode mode, Func<DurableContext, Task<string>> code) =>
        new(DurableFunction.Create(code), new DurableTestRunnerOptions { Mode = mode });

    private static async Task<string> ApproveAsync(DurableContext ctx)
    {
        try
        {
            return await ctx.WaitForEventAsync<bool>("approved", TimeSpan.FromDays(3)) ? "approved" : "rejected";
        }
        catch (EventTimedOutException)
        {
            return "timed out";
        }
    }
}
