using DurableParallel.Engine;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests.Running;

internal sealed class DrivenExecutionTests
{
    [Test]
    public async Task RunUntilParked_BeforeAWait_StandsThereUntilTheClockIsAdvanced([Values] HostMode mode, [Values(null, 3)] int? seed)
    {
        var runner = new DurableTestRunner(DurableFunction.Create<string>(RemindAsync), new DurableTestRunnerOptions { Mode = mode });
        var execution = runner.Start(new TestRunOptions { Seed = seed });

        await execution.RunUntilParkedAsync();
        execution.Status.Should().Be(ExecutionStatus.Running);
        execution.Inspect().OperationsNamed("remind").Should().BeEmpty();

        await execution.AdvanceByAsync(TimeSpan.FromHours(23));
        execution.Inspect().OperationsNamed("remind").Should().BeEmpty();

        await execution.AdvanceByAsync(TimeSpan.FromHours(1));
        execution.Inspect().Operation("remind").Status.Should().Be(OperationStatus.Succeeded);

        var run = await execution.CompleteAsync();
        run.ResultAs<string>().Should().Be("reminded");
        run.Elapsed.Should().Be(TimeSpan.FromDays(3));
    }

    [Test]
    public async Task AdvanceBy_OverSeveralDueTimes_StopsAtEach()
    {
        var runner = new DurableTestRunner(DurableFunction.Create(async ctx =>
        {
            for (var i = 0; i < 5; i++)
            {
                await ctx.WaitAsync(TimeSpan.FromHours(1));
                await ctx.StepAsync($"tick-{i}", () => i);
            }
        }));
        var execution = runner.Start();

        await execution.AdvanceByAsync(TimeSpan.FromHours(3.5));

        var seen = execution.Inspect();
        seen.All.Count(operation => operation.Name?.StartsWith("tick", StringComparison.Ordinal) == true).Should().Be(3);
        seen.Operation("tick-2").StartTimestamp.Should().Be(seen.History[0].EventTimestamp.AddHours(3));
    }

    [Test]
    public async Task Operation_OfANameThatIsNotThere_ListsTenOfThoseThatAre()
    {
        var runner = new DurableTestRunner(DurableFunction.Create(async ctx =>
        {
            for (var i = 10; i < 22; i++)
            {
                await ctx.StepAsync($"s{i}", () => i);
            }
        }));

        var run = await runner.Start().CompleteAsync();

        run.Invoking(r => r.Operation("none")).Should().Throw<InvalidOperationException>().WithMessage("*s19*and 2 more.").Which.Message.Should().NotContain("s20");
    }

    [Test]
    public async Task Callback_CompletedByHand_GoesOn()
    {
        var runner = new DurableTestRunner(DurableFunction.Create<string>(ctx => ctx.WaitForCallbackAsync<string>("approval", (_, _) => Task.CompletedTask)));
        var execution = runner.Start();

        execution.Invoking(e => e.Callback("payment")).Should().Throw<InvalidOperationException>().WithMessage("*no callback 'payment'*RunUntilParkedAsync*");
        await execution.RunUntilParkedAsync();
        execution.OpenCallbacks.Should().ContainSingle().Which.Name.Should().Be("approval");
        execution.Callback("approval").Succeed("granted");
        var run = await execution.CompleteAsync();

        run.ResultAs<string>().Should().Be("granted");
        execution.Callback("approval").IsOpen.Should().BeFalse();
        execution.Callback("approval").Invoking(c => c.Succeed("again")).Should().Throw<InvalidOperationException>();
    }

    [Test]
    public async Task Callback_HeartbeatAndTimeout_FollowTheClock()
    {
        var runner = new DurableTestRunner(DurableFunction.Create<string>(async ctx =>
        {
            var callback = await ctx.CreateCallbackAsync<string>("work", new CallbackConfig { HeartbeatTimeout = TimeSpan.FromMinutes(10) });
            return await callback.GetResultAsync();
        }));
        var execution = runner.Start();

        await execution.AdvanceByAsync(TimeSpan.FromMinutes(9));
        execution.Callback("work").Heartbeat();
        await execution.AdvanceByAsync(TimeSpan.FromMinutes(9));
        execution.Status.Should().Be(ExecutionStatus.Running);
        await execution.AdvanceByAsync(TimeSpan.FromMinutes(1));

        execution.Inspect().Error!.ErrorType.Should().Be("Callback.Heartbeat");
    }

    [Test]
    public async Task Stop_AParkedExecution_EndsIt()
    {
        var execution = new DurableTestRunner(DurableFunction.Create<string>(RemindAsync)).Start();
        await execution.RunUntilParkedAsync();

        execution.Stop(new DurableError("Customer", "left"));
        var run = await execution.CompleteAsync();

        run.Status.Should().Be(ExecutionStatus.Stopped);
        run.Error!.ErrorMessage.Should().Be("left");
    }

    [Test]
    public async Task Restart_WithOtherCode_GoesOnFromWhatIsDurable()
    {
        var execution = new DurableTestRunner(DurableFunction.Create<string>(RemindAsync)).Start();
        await execution.AdvanceByAsync(TimeSpan.FromHours(25));

        execution.Crash();
        await execution.Invoking(e => e.CompleteAsync()).Should().ThrowAsync<InvalidOperationException>().WithMessage("*Restart*");
        execution.Restart(DurableFunction.Create<string>(async ctx =>
        {
            await ctx.WaitAsync("first", TimeSpan.FromDays(1));
            await ctx.StepAsync("remind", () => throw new InvalidOperationException("it is on record"));
            await ctx.WaitAsync("second", TimeSpan.FromDays(2));
            return "of the new code";
        }));
        var run = await execution.CompleteAsync();

        run.ResultAs<string>().Should().Be("of the new code");
    }

    private static async Task<string> RemindAsync(DurableContext ctx)
    {
        await ctx.WaitAsync("first", TimeSpan.FromDays(1));
        await ctx.StepAsync("remind", () => { });
        await ctx.WaitAsync("second", TimeSpan.FromDays(2));
        return "reminded";
    }
}
