using DurableParallel.Engine;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests.Running;

/// <summary>Every fault, at every place, of a function that does a bit of everything.</summary>
internal sealed class FaultTests
{
    private const string Expected = "3 waited yes 8";

    [Test]
    public async Task Run_DelayedAtEveryCheckpoint_ComesToTheSame([Values] HostMode mode)
    {
        foreach (var k in Enumerable.Range(1, await CountCheckpointsAsync(mode)))
        {
            var run = await RunAsync(mode, FaultPlan.DelayCheckpoint(k, TimeSpan.FromHours(3)));

            run.ResultAs<string>().Should().Be(Expected, "of checkpoint {0}", k);
            run.Elapsed.Should().BeGreaterThanOrEqualTo(TimeSpan.FromHours(3));
        }
    }

    [Test]
    public async Task Run_ThrottledAtEveryCheckpoint_ComesToTheSame([Values] HostMode mode, [Values(1, 2, 3, 9)] int refusals)
    {
        foreach (var k in Enumerable.Range(1, await CountCheckpointsAsync(mode)))
        {
            var plan = FaultPlan.Throttle(k, refusals);
            var run = await RunAsync(mode, plan);

            run.ResultAs<string>().Should().Be(Expected, "of checkpoint {0}", k);
            plan.HasFired.Should().BeTrue();
        }
    }

    [Test]
    public async Task Run_ThrottledThrice_BeginsAnotherInvocation()
    {
        var twice = await RunAsync(HostMode.Resident, FaultPlan.Throttle(3, 2));
        var thrice = await RunAsync(HostMode.Resident, FaultPlan.Throttle(3, 3));

        twice.Invocations.Should().Be(1);
        thrice.Invocations.Should().Be(2);
    }

    [Test]
    public async Task Run_EveryDeliveryDuplicated_ComesToTheSame([Values] HostMode mode)
    {
        var count = FaultPlan.CountOnly();
        await RunAsync(mode, count);
        count.Deliveries.Should().BeGreaterThan(3);

        foreach (var k in Enumerable.Range(1, count.Deliveries))
        {
            var plan = FaultPlan.DuplicateDelivery(k);
            var run = await RunAsync(mode, plan);

            run.ResultAs<string>().Should().Be(Expected, "of delivery {0}", k);
            plan.HasFired.Should().BeTrue();
        }
    }

    [Test]
    public async Task Run_ACrash_ShowsInTheHistory()
    {
        var run = await RunAsync(HostMode.Suspending, FaultPlan.CrashAfter(2));

        run.ResultAs<string>().Should().Be(Expected);
        run.History.Should().ContainSingle(e => e.EventType == HistoryEventType.InvocationCompleted && e.Error != null)
            .Which.Error!.ErrorMessage.Should().Contain("CrashAfter 2");
    }

    [Test]
    public void Plans_BadNumbers_AreRefused()
    {
        FluentActions.Invoking(() => FaultPlan.DelayCheckpoint(0, TimeSpan.FromSeconds(1))).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => FaultPlan.DelayCheckpoint(1, TimeSpan.Zero)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => FaultPlan.Throttle(0)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => FaultPlan.Throttle(1, 0)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => FaultPlan.DuplicateDelivery(0)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void Plans_AsText_NameTheFault()
    {
        FaultPlan.DelayCheckpoint(2, TimeSpan.FromSeconds(5)).ToString().Should().Be("DelayCheckpoint 2 by 00:00:05");
        FaultPlan.Throttle(3, 2).ToString().Should().Be("Throttle 3, 2 times");
        FaultPlan.DuplicateDelivery(4).ToString().Should().Be("DuplicateDelivery 4");
    }

    private static async Task<int> CountCheckpointsAsync(HostMode mode)
    {
        var count = FaultPlan.CountOnly();
        (await RunAsync(mode, count)).ResultAs<string>().Should().Be(Expected);
        return count.Checkpoints;
    }

    private static Task<DurableTestResult> RunAsync(HostMode mode, FaultPlan faults) =>
        new DurableTestRunner(DurableFunction.Create<string>(EverythingAsync), new DurableTestRunnerOptions { Mode = mode })
            .OnCallback("approval", callback => callback.Succeed("yes"), TimeSpan.FromMinutes(1))
            .MockInvoke("double", (int number) => 2 * number)
            .RunAsync(new TestRunOptions { Faults = faults });

    private static async Task<string> EverythingAsync(DurableContext ctx)
    {
        await using var p = ctx.Parallel("all", c => c.MaxConcurrency(3));
        var steps = p.Branch("steps", async b => await b.StepAsync("a", () => 1) + await b.StepAsync("b", step => step.Attempt == 1 ? throw new InvalidDataException("again") : 2));
        var wait = p.Branch("wait", async b =>
        {
            await b.WaitAsync(TimeSpan.FromHours(2));
            return await b.StepAsync("c", () => "waited");
        });
        var answer = p.Branch("answer", b => b.WaitForCallbackAsync<string>("approval", (_, _) => Task.CompletedTask));
        var doubled = p.Branch("doubled", b => b.InvokeAsync<int, int>(null, "double", 4));
        await p.JoinAsync();
        return $"{steps.Result} {wait.Result} {answer.Result} {doubled.Result}";
    }
}
