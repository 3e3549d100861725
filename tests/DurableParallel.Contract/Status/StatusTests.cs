using DurableParallel.Contract.Hosts;
using DurableParallel.Contract.Telemetry;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Status;

/// <summary>What an execution says of itself: the latest shows, through crashes and replays, and costs no operation.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
[NonParallelizable]
internal sealed class StatusTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task SetStatus_OnAHostWithout_IsRefusedByItsNameAndTheAlternative()
    {
        if (Host.Traits.KeepsStatus)
        {
            Assert.Ignore("This host keeps it.");
        }

        var run = await RunAsync(ctx =>
        {
            ctx.SetStatus("never");
            return Task.FromResult(0);
        });

        run.Outcome.Status.Should().Be(ContractStatus.Failed);
        run.Outcome.Error!.ErrorType.Should().Be(typeof(FeatureNotSupportedException).FullName);
        run.Outcome.Error.ErrorMessage.Should().Contain("SetStatus does not work here").And.Contain("log line").And.Contain("DP1045");
    }

    [Test]
    public async Task SetStatus_SeveralTimes_TheLatestShowsAtTheEnd()
    {
        RequireStatus();

        var run = await RunAsync(async ctx =>
        {
            ctx.SetStatus(new[] { 1, 2 });
            ctx.SetStatus("second");
            await ctx.StepAsync("s", () => 1);
            ctx.SetStatus(new { Done = 3 });
            return 0;
        });

        run.Outcome.RequireSuccess();
        (await run.Execution.CustomStatusAsync()).Should().Be("{\"Done\":3}");
        run.Execution.Operations.Should().ContainSingle("a status is no operation");
    }

    [Test]
    public async Task SetStatus_ThenAWait_ShowsWhileItWaitsAndAfterACrash()
    {
        RequireStatus();
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            var callback = await ctx.CreateCallbackAsync<int>("c");
            await ctx.StepAsync("s", () => 1);

            // Nothing is recorded between this and the wait for a callback that there is already.
            ctx.SetStatus("waits");
            return await callback.GetResultAsync();
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        (await execution.CustomStatusAsync()).Should().Be("\"waits\"");
        await Host.CrashAsync();
        await Host.RestartAsync();
        (await execution.CustomStatusAsync()).Should().Be("\"waits\"");
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        (await execution.CustomStatusAsync()).Should().Be("\"waits\"");
    }

    [TestCase(NestingType.Nested)]
    [TestCase(NestingType.Flat)]
    public async Task SetStatus_ThatABranchSetBefore_IsNotPutBackByAReplay(NestingType nesting)
    {
        RequireStatus();
        Host.AutoAdvance = false;
        var calls = 0;
        var execution = await StartAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope", new ParallelConfig { Nesting = nesting });
            p.Branch("left", async b =>
            {
                await b.StepAsync("s", () => 1);
                b.SetStatus($"left {Interlocked.Increment(ref calls)}");
                return 0;
            });
            p.Branch("right", async b =>
            {
                await b.WaitAsync(TimeSpan.FromSeconds(5));
                b.SetStatus("right");
                return 0;
            });
            await p.JoinAsync();
            await ctx.WaitAsync("hold", TimeSpan.FromDays(1));
            ctx.SetStatus("end");
            return 0;
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        (await execution.CustomStatusAsync()).Should().Be("\"left 1\"");
        Host.Clock.Advance(TimeSpan.FromSeconds(5));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        (await execution.CustomStatusAsync()).Should().Be("\"right\"");

        for (var life = 0; life < 2; life++)
        {
            await Host.CrashAsync();
            await Host.RestartAsync();
            await execution.WhenQuietAsync().WaitAsync(HangGuard);
            (await execution.CustomStatusAsync()).Should().Be("\"right\"");
        }

        Host.AutoAdvance = true;
        (await OutcomeOf(execution)).RequireSuccess();
        (await execution.CustomStatusAsync()).Should().Be("\"end\"");
    }

    [Test]
    public async Task CrashAtEveryCheckpoint_TheStatusNeverGoesBackAndIsTheLatestAtTheEnd([Values(FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        RequireStatus();
        var undisturbed = FaultPlan.CountOnly();
        var expected = await RunAsync(EverythingAsync, undisturbed);
        (await expected.Execution.CustomStatusAsync()).Should().Be("\"done 3\"");

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = FaultPlan.Create(fault, k);
            var run = await RunAsync(EverythingAsync, plan);

            run.Value.Should().Be(expected.Value, "of {0}", plan);
            plan.HasFired.Should().BeTrue("there are at least as many checkpoints as without a fault");
            (await run.Execution.CustomStatusAsync()).Should().Be("\"done 3\"", "of {0}", plan);
        }
    }

    [Test]
    public async Task SetStatus_TooLargeOrInAStep_IsRefusedAndChangesNothing()
    {
        RequireStatus();

        var run = await RunAsync(async ctx =>
        {
            ctx.SetStatus("kept");
            FluentActions.Invoking(() => ctx.SetStatus(new string('x', DurableContext.LargestStatusBytes))).Should().Throw<DurableLimitException>().WithMessage("*status of the execution*4098 bytes*4096*");
            ctx.SetStatus(new string('x', DurableContext.LargestStatusBytes - 2));
            ctx.SetStatus("kept");
            return await ctx.StepAsync("s", () =>
            {
                FluentActions.Invoking(() => ctx.SetStatus("in a step")).Should().Throw<InvalidOperationException>();
                return 1;
            });
        });

        run.Outcome.RequireSuccess();
        (await run.Execution.CustomStatusAsync()).Should().Be("\"kept\"");
    }

    [Test]
    public async Task SetStatus_OfABranchThatHasLost_ChangesNothing()
    {
        RequireStatus();
        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("race", c => c.FirstSuccessful());
            p.Branch("slow", async b =>
            {
                // It runs on when the scope is decided, since it waits for no operation.
                var lost = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var registration = b.CancellationToken.Register(lost.SetResult);
                await lost.Task;
                b.SetStatus("lost");
                return 0;
            });
            p.Branch("fast", b =>
            {
                b.SetStatus("fast");
                return b.StepAsync("s", () => 1);
            });
            await p.JoinAsync();
            return 0;
        });

        run.Outcome.RequireSuccess();
        (await run.Execution.CustomStatusAsync()).Should().Be("\"fast\"");
    }

    [Test]
    public async Task SetStatus_WithTelemetry_IsAnEventOfTheInvocationOnce()
    {
        RequireStatus();
        using var recorder = new SpanRecorder();

        await ValueAsync(async ctx =>
        {
            ctx.SetStatus("one");
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            ctx.SetStatus("two");
            return await ctx.StepAsync("s", () => 1);
        });

        var events = recorder.Spans.Where(span => span.OperationName == "invocation").SelectMany(span => span.Events).Where(e => e.Name == "status");
        events.Select(e => e.Tags.Single().Value).Should().Equal("\"one\"", "\"two\"");
        recorder.Spans.Last(span => span.OperationName == "invocation").GetTagItem("durableparallel.execution.custom_status").Should().Be("\"two\"");
    }

    private static async Task<string> EverythingAsync(DurableContext ctx)
    {
        ctx.SetStatus("begins");
        await ctx.StepAsync("first", () => 1);
        await using var p = ctx.Parallel("scope", c => c.AllCompleted());
        p.Branch("left", async b =>
        {
            b.SetStatus("left");
            await b.WaitAsync(TimeSpan.FromSeconds(1));
            b.SetStatus("left has waited");
            return await b.StepAsync("s", () => 2);
        });
        p.Branch("right", async b =>
        {
            await b.StepAsync("s", () => 3);
            b.SetStatus("right");
            return 3;
        });
        await p.JoinAsync();
        ctx.SetStatus("waits");
        await ctx.WaitAsync(TimeSpan.FromSeconds(10));
        for (var i = 1; i <= 3; i++)
        {
            ctx.SetStatus($"done {i}");
        }

        return "end";
    }

    private void RequireStatus()
    {
        if (!Host.Traits.KeepsStatus)
        {
            Assert.Ignore("This host keeps no status.");
        }
    }
}
