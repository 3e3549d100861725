using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Callbacks;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class WaitForCallbackTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly WaitForCallbackConfig Once = new() { Retry = RetryStrategy.None };

    [Test]
    public async Task Result_LiveAndReplayed_IsTheOutsidesAndTheSubmitterRunsOnce()
    {
        var submissions = 0;

        var (live, replayed) = await LiveAndReplayedAsync(ctx => ctx.WaitForCallbackAsync<string>("approve", async (id, _) =>
        {
            Interlocked.Increment(ref submissions);
            await Host.SucceedCallbackAsync(id, "fine");
        }));

        live.Should().Be("fine");
        replayed.Should().Be("fine");
        submissions.Should().Be(1);
    }

    [Test]
    public async Task WithoutAResult_WhatTheOutsideGivesIsNotLookedAt([Values(null, "1", "{\"a\":[1,2]}")] string? payload)
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            await ctx.WaitForCallbackAsync("picked-up", (id, _) => Host.SucceedCallbackAsync(id, payload));
            return await ctx.StepAsync("after", () => "on its way");
        });

        live.Should().Be("on its way");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task WithoutAResult_RecordsAreThoseOfACallbackWithOne()
    {
        var run = await RunAsync(async ctx =>
        {
            await ctx.WaitForCallbackAsync("approve", (id, _) => Host.SucceedCallbackAsync(id, "1"));
            return 0;
        });

        run.Execution.Operations.Select(o => (o.Name, o.Record.SubType, o.Record.Status)).Should().Equal(
            ("approve", OperationSubTypes.WaitForCallback, OperationStatus.Succeeded),
            ("approve-callback", OperationSubTypes.Callback, OperationStatus.Succeeded),
            ("approve-submitter", OperationSubTypes.Step, OperationStatus.Succeeded));
    }

    [Test]
    public async Task WithoutAResult_Failed_ThrowsAsOneWithAResult()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                await ctx.WaitForCallbackAsync("approve", (_, _) => throw new InvalidDataException("nobody there"), Once);
                return "nothing thrown";
            }
            catch (CallbackFailedException failed)
            {
                return failed.Message;
            }
        });

        live.Should().StartWith("nobody there");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task SynchronousSubmitter_HandsTheIdOut([Values] bool hasResult)
    {
        var submitted = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var execution = await StartAsync(async ctx =>
        {
            if (hasResult)
            {
                return await ctx.WaitForCallbackAsync<int>("approve", (id, _) => { submitted.TrySetResult(id); });
            }

            await ctx.WaitForCallbackAsync("approve", (id, _) => { submitted.TrySetResult(id); });
            return 7;
        });

        await Host.SucceedCallbackAsync(await submitted.Task.WaitAsync(HangGuard), "7");

        (await OutcomeOf(execution)).Value<int>().Should().Be(7);
    }

    [Test]
    public async Task Records_AreACallbackAndAStepBelowAContext()
    {
        var run = await RunAsync(ctx => ctx.WaitForCallbackAsync<int>("approve", (id, _) => Host.SucceedCallbackAsync(id, "1")));

        var context = run.Operation("approve");
        run.Value.Should().Be(1);
        run.Execution.Operations.Select(o => (o.Name, o.Record.Type, o.Record.SubType, o.ParentHex)).Should().Equal(
            ("approve", OperationType.Context, OperationSubTypes.WaitForCallback, null),
            ("approve-callback", OperationType.Callback, OperationSubTypes.Callback, context.Hex),
            ("approve-submitter", OperationType.Step, OperationSubTypes.Step, context.Hex));
    }

    [Test]
    public async Task Records_WithoutAName_HaveNone()
    {
        var run = await RunAsync(ctx => ctx.WaitForCallbackAsync<int>(null, (id, _) => Host.SucceedCallbackAsync(id, "1")));

        run.Value.Should().Be(1);
        run.Execution.Operations.Should().HaveCount(3).And.OnlyContain(o => o.Name == null);
    }

    [Test]
    public async Task Submitter_ThatFailsAtFirst_IsRetriedWithTheSameId()
    {
        var ids = new List<string>();

        var value = await ValueAsync(ctx => ctx.WaitForCallbackAsync<int>(
            "approve",
            async (id, step) =>
            {
                ids.Add(id);
                if (step.Attempt < 3)
                {
                    throw new HttpRequestException("not now");
                }

                await Host.SucceedCallbackAsync(id, "3");
            },
            new WaitForCallbackConfig { Retry = RetryStrategy.Fixed(3, TimeSpan.FromSeconds(2)) }));

        value.Should().Be(3);
        ids.Should().HaveCount(3).And.OnlyContain(id => id == ids[0]);
    }

    [Test]
    public async Task Submitter_WithoutAStrategy_IsRetriedAsStepsAre()
    {
        var value = await ValueAsync(ctx => ctx.WaitForCallbackAsync<int>("approve", (id, step) =>
            step.Attempt < 6 ? throw new HttpRequestException("not now") : Host.SucceedCallbackAsync(id, "6")));

        value.Should().Be(6);
    }

    [Test]
    public async Task Submitter_ThatFailsForGood_FailsTheWait()
    {
        var (live, replayed) = await LiveAndReplayedAsync(ctx => SayAsync(ctx, (_, _) => throw new InvalidDataException("no address"), Once));

        live.Should().Be("CallbackFailedException DP1008 System.IO.InvalidDataException no address");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Failure_LiveAndReplayed_IsTheOutsides()
    {
        var (live, replayed) = await LiveAndReplayedAsync(ctx => SayAsync(ctx, (id, _) => Host.FailCallbackAsync(id, new DurableError("Declined", "no")), Once));

        live.Should().Be("CallbackFailedException DP1008 Declined no");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Timeout_LiveAndReplayed_IsToldByItsClass([Values] bool ofHeartbeat)
    {
        var config = ofHeartbeat
            ? new WaitForCallbackConfig { HeartbeatTimeout = TimeSpan.FromMinutes(1) }
            : new WaitForCallbackConfig { Timeout = TimeSpan.FromMinutes(1) };

        var (live, replayed) = await LiveAndReplayedAsync(ctx => SayAsync(ctx, (_, _) => Task.CompletedTask, config));

        live.Should().StartWith($"CallbackTimedOutException DP1009 {(ofHeartbeat ? "Callback.Heartbeat" : "Callback.Timeout")}");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Timeout_WhileTheSubmitterIsRetried_IsThrownOnceItHasEnded()
    {
        var seen = await ValueAsync(ctx => SayAsync(
            ctx,
            (_, step) => step.Attempt < 2 ? throw new HttpRequestException("not now") : Task.CompletedTask,
            new WaitForCallbackConfig { Timeout = TimeSpan.FromSeconds(1), Retry = RetryStrategy.Fixed(2, TimeSpan.FromMinutes(1)) }));

        seen.Should().StartWith("CallbackTimedOutException");
    }

    [TestCase(246, true)]
    [TestCase(247, false)]
    public async Task Name_ThatLeavesNoRoomForThoseInside_IsRefused(int length, bool isAccepted)
    {
        var seen = await ValueAsync(async ctx =>
        {
            try
            {
                return await ctx.WaitForCallbackAsync<bool>(new string('n', length), (id, _) => Host.SucceedCallbackAsync(id, "true"));
            }
            catch (ArgumentException)
            {
                return false;
            }
        });

        seen.Should().Be(isAccepted);
    }

    [Test]
    public async Task Submitter_ThatUsesADurableContext_IsRefused()
    {
        var seen = await ValueAsync(ctx => SayAsync(ctx, async (_, _) => await ctx.WaitAsync(TimeSpan.FromSeconds(1)), Once));

        seen.Should().Contain("System.InvalidOperationException").And.Contain("step 'approve-submitter'");
    }

    private static async Task<string> SayAsync(DurableContext ctx, Func<string, StepContext, Task> submitter, WaitForCallbackConfig config)
    {
        try
        {
            return $"{await ctx.WaitForCallbackAsync<int>("approve", submitter, config)}";
        }
        catch (CallbackFailedException exception)
        {
            return $"{exception.GetType().Name} {exception.Code} {exception.Error.ErrorType} {exception.Message}";
        }
    }
}
