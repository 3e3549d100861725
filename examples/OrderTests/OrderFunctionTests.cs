using DurableParallel.Engine;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Examples.Ordering;

internal sealed class OrderFunctionTests
{
    private static readonly Order Small = new("A-1", 20);

    [Test]
    public async Task Order_Approved_ShowsWhatItDid()
    {
        var run = await NewRunner().RunAsync(Small);

        #region TestInspect
        run.Status.Should().Be(ExecutionStatus.Succeeded);
        run.Operation("charge").Attempts.Should().Be(1);
        run.Branch("stock").ResultAs<int>().Should().Be(7);
        run.Operation("cool-off").StartTimestamp.Should().Be(run.Operation("prepare").EndTimestamp);
        run.Log.Should().ContainSingle(line => line.Message == "A-1 is paid");      // once, however often the function ran
        run.Invocations.Should().BeGreaterThan(1);
        run.History.Select(e => e.EventType).Should().EndWith(HistoryEventType.ExecutionSucceeded);
        Console.WriteLine(run);                                                     // the outcome, and the operations as a tree
        #endregion
    }

    #region TestDriven
    [Test]
    public async Task Order_NotYetApproved_WaitsForWeeks()
    {
        var execution = NewRunner(approves: false).Start(Small);

        await execution.AdvanceByAsync(TimeSpan.FromDays(20));
        execution.Inspect().OperationsNamed("charge").Should().BeEmpty();
        execution.Callback("approval").Succeed(true);
        await execution.RunUntilParkedAsync();
        execution.Inspect().Operation("charge").Status.Should().Be(OperationStatus.Succeeded);

        var run = await execution.CompleteAsync();                                  // from here the clock moves on by itself
        run.Elapsed.Should().Be(TimeSpan.FromDays(21));
    }
    #endregion

    #region TestStop
    [Test]
    public async Task Order_Stopped_ChargesNothing()
    {
        var bank = new FakeBank();
        var execution = NewRunner(approves: false, bank).Start(Small);
        await execution.RunUntilParkedAsync();

        execution.Stop(new DurableError("Customer", "changed their mind"));

        (await execution.CompleteAsync()).Status.Should().Be(ExecutionStatus.Stopped);
        bank.Calls.Should().Be(0);
    }
    #endregion

    #region TestFault
    [Test]
    public async Task Order_ProcessDiesAfterTheThirdCheckpoint_IsShipped()
    {
        var run = await NewRunner().RunAsync(Small, new TestRunOptions { Faults = FaultPlan.CrashAfter(3) });

        run.ResultAs<string>().Should().StartWith("A-1 shipped");
    }
    #endregion

    #region TestExploreCrashes
    [Test]
    public async Task Order_WhereverTheProcessDies_ChargesOnce()
    {
        FakeBank bank = new();
        var runner = new DurableTestRunner(_ => DurableFunction.Create<Order, string>(new OrderFunction(bank = new FakeBank()).RunAsync))
            .OnCallback("approval", callback => callback.Succeed(true))
            .MockInvoke("stock-service", (string id) => 7);

        var report = await runner.ExploreCrashesAsync(Small, new ExplorationOptions { Check = _ => bank.Total.Should().Be(20) });

        report.ToString().Should().Be("safe at all 34 crash points");
    }
    #endregion

    #region TestExploreOrders
    [Test]
    public async Task Order_InWhateverOrderTheBranchesRun_ComesToTheSame()
    {
        var report = await NewRunner().ExploreInterleavingsAsync(Small, count: 100, seed: 1);

        Console.WriteLine(report);                                                  // the same outcome for all 100 seeds from 1, ...
    }
    #endregion

    #region TestHistory
    [Test]
    public void Order_ThatWasSavedLongAgo_FitsTodaysCode()
    {
        var today = DurableFunction.Create<Order, string>(new OrderFunction(new FakeBank()).RunAsync);

        HistoryReplay.Verify(InHistories("approved-order.json"), today);            // throws when it does not
    }
    #endregion

    [Test]
    public async Task Order_Approved_CanBeSaved()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");
        try
        {
            #region TestSave
            var run = await NewRunner().RunAsync(Small);
            run.SaveHistory(path);
            #endregion

            HistoryReplay.Verify(path, DurableFunction.Create<Order, string>(new OrderFunction(new FakeBank()).RunAsync)).HasEnded.Should().BeTrue();
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Test]
    public async Task Order_OnAws_IsWithinItsLimits()
    {
        var bank = new FakeBank();

        #region TestAws
        var runner = new DurableTestRunner(
            DurableFunction.Create<Order, string>(new OrderFunction(bank).RunAsync),
            new DurableTestRunnerOptions { Limits = DurableLimits.Aws, Mode = HostMode.Suspending });
        #endregion

        var run = await runner.OnCallback("approval", callback => callback.Succeed(true)).MockInvoke("stock-service", (string id) => 7).RunAsync(Small);
        run.Status.Should().Be(ExecutionStatus.Succeeded);
        run.StateCalls.Should().OnlyContain(calls => calls == 0, "all of it fits into the first page");
    }

    [Test]
    public async Task Hang_OfAnUnansweredCallback_IsExplained()
    {
        var thrown = await FluentActions.Awaiting(() => NewRunner(approves: false).RunAsync(Small)).Should().ThrowAsync<DurableTestException>();

        thrown.Which.Message.Should().Contain("OnCallback(\"approval\"");
    }

    private static string InHistories(string file) => Path.Combine(AppContext.BaseDirectory, "Histories", file);

    private static DurableTestRunner NewRunner(bool approves = true, FakeBank? bank = null)
    {
        var runner = new DurableTestRunner(_ => DurableFunction.Create<Order, string>(new OrderFunction(bank ?? new FakeBank()).RunAsync))
            .MockInvoke("stock-service", (string id) => 7);
        return approves ? runner.OnCallback("approval", callback => callback.Succeed(true)) : runner;
    }
}
