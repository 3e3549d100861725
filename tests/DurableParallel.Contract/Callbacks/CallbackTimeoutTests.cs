using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Callbacks;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class CallbackTimeoutTests(ContractHostKind kind) : ContractFixture(kind)
{
    private readonly CallbackIds _ids = new();

    [Test]
    public async Task Timeout_LiveAndReplayed_EndsTheCallbackAtItsTime()
    {
        var begin = Host.Clock.GetUtcNow();

        var (live, replayed) = await LiveAndReplayedAsync(ctx => AskAsync(ctx, new CallbackConfig { Timeout = TimeSpan.FromDays(2) }));

        live.Should().Be("CallbackTimedOutException DP1009 Callback.Timeout Callback timed out");
        replayed.Should().Be(live);
        (Host.Clock.GetUtcNow() - begin).Should().Be(TimeSpan.FromDays(2));
    }

    [Test]
    public async Task Heartbeat_ThatNeverComes_EndsTheCallback()
    {
        var begin = Host.Clock.GetUtcNow();

        var (live, replayed) = await LiveAndReplayedAsync(ctx => AskAsync(
            ctx,
            new CallbackConfig { Timeout = TimeSpan.FromDays(2), HeartbeatTimeout = TimeSpan.FromSeconds(30) }));

        live.Should().Be("CallbackTimedOutException DP1009 Callback.Heartbeat Callback timed out on heartbeat");
        replayed.Should().Be(live);
        (Host.Clock.GetUtcNow() - begin).Should().Be(TimeSpan.FromSeconds(30));
    }

    [Test]
    public async Task Heartbeat_RestartsItsInterval_UntilItLapses([Values] bool crashes)
    {
        var (execution, id) = await ParkedAsync(new CallbackConfig { HeartbeatTimeout = TimeSpan.FromSeconds(10) });

        for (var i = 0; i < 5; i++)
        {
            Host.Clock.Advance(TimeSpan.FromSeconds(9));
            (await Host.HeartbeatCallbackAsync(id)).Should().Be(CallbackAnswer.Accepted, "of heartbeat {0}", i);
            await CrashAsync(crashes);
            await execution.WhenQuietAsync().WaitAsync(HangGuard);
        }

        Host.Clock.Advance(TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        var early = execution.OutcomeAsync().IsCompleted;
        Host.Clock.Advance(TimeSpan.FromTicks(1));

        early.Should().BeFalse();
        (await OutcomeOf(execution)).Value<string>().Should().Contain("Callback.Heartbeat");
    }

    [Test]
    public async Task Heartbeat_DoesNotExtendTheTimeout()
    {
        var (execution, id) = await ParkedAsync(new CallbackConfig { Timeout = TimeSpan.FromSeconds(25), HeartbeatTimeout = TimeSpan.FromSeconds(10) });

        Host.Clock.Advance(TimeSpan.FromSeconds(9));
        await Host.HeartbeatCallbackAsync(id);
        Host.Clock.Advance(TimeSpan.FromSeconds(9));
        await Host.HeartbeatCallbackAsync(id);
        Host.Clock.Advance(TimeSpan.FromSeconds(7));

        (await OutcomeOf(execution)).Value<string>().Should().Contain("Callback.Timeout");
        (await Host.HeartbeatCallbackAsync(id)).Should().Be(CallbackAnswer.Closed);
    }

    [Test]
    public async Task Heartbeat_OfACallbackWithoutThatLimit_IsTaken()
    {
        var (execution, id) = await ParkedAsync(config: null);

        var heartbeat = await Host.HeartbeatCallbackAsync(id);
        var completion = await Host.SucceedCallbackAsync(id, "fine");

        heartbeat.Should().Be(CallbackAnswer.Accepted);
        completion.Should().Be(CallbackAnswer.Accepted);
        (await OutcomeOf(execution)).Value<string>().Should().Be("fine");
    }

    [Test]
    public async Task Completion_BeforeTheTimeout_Wins([Values] bool crashes)
    {
        var (execution, id) = await ParkedAsync(new CallbackConfig { Timeout = TimeSpan.FromMinutes(1), HeartbeatTimeout = TimeSpan.FromMinutes(1) });
        Host.Clock.Advance(TimeSpan.FromSeconds(59));
        await CrashAsync(crashes);

        var answer = await Host.SucceedCallbackAsync(id, "in time");
        Host.Clock.Advance(TimeSpan.FromHours(1));

        answer.Should().Be(CallbackAnswer.Accepted);
        (await OutcomeOf(execution)).Value<string>().Should().Be("in time");
    }

    [Test]
    public async Task Completion_AfterTheTimeout_IsRefused()
    {
        var (execution, id) = await ParkedAsync(new CallbackConfig { Timeout = TimeSpan.FromMinutes(1) });
        Host.Clock.Advance(TimeSpan.FromMinutes(1));

        var answer = await Host.SucceedCallbackAsync(id, "late");

        answer.Should().Be(CallbackAnswer.Closed);
        (await OutcomeOf(execution)).Value<string>().Should().Contain("Callback.Timeout");
    }

    [Test]
    public async Task Timeout_WhileTheProcessIsDown_EndsTheCallbackOnce()
    {
        var (execution, id) = await ParkedAsync(new CallbackConfig { Timeout = TimeSpan.FromMinutes(1) });
        await Host.CrashAsync();
        Host.Clock.Advance(TimeSpan.FromHours(1));
        await Host.RestartAsync();

        var answer = await Host.SucceedCallbackAsync(id, "late");
        var outcome = await OutcomeOf(execution);

        answer.Should().Be(CallbackAnswer.Closed);
        outcome.Value<string>().Should().Contain("Callback.Timeout");
        execution.Operations.Single(o => o.Name == "ask").Record.Status.Should().Be(OperationStatus.TimedOut);
    }

    [Test]
    public async Task Timeout_BeforeAnybodyAsked_IsThrownWhenTheResultIsAskedFor()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var callback = await ctx.CreateCallbackAsync<string>("ask", new CallbackConfig { Timeout = TimeSpan.FromSeconds(1) });
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            try
            {
                return await callback.GetResultAsync();
            }
            catch (CallbackTimedOutException)
            {
                return "timed out";
            }
        });

        live.Should().Be("timed out");
        replayed.Should().Be("timed out");
    }

    [Test]
    public async Task Limits_BelowAContextThatHasEnded_WakeNobody()
    {
        var begin = Host.Clock.GetUtcNow();

        await ValueAsync(async ctx =>
        {
            await ctx.RunInChildContextAsync("child", async child =>
            {
                await child.CreateCallbackAsync<int>("ask", new CallbackConfig { Timeout = TimeSpan.FromHours(1) });
                return 1;
            });
            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return 1;
        });

        (Host.Clock.GetUtcNow() - begin).Should().Be(TimeSpan.FromDays(1));
    }

    private async Task CrashAsync(bool crashes)
    {
        if (crashes)
        {
            await Host.CrashAsync();
            await Host.RestartAsync();
        }
    }

    private async Task<(IContractExecution Execution, string Id)> ParkedAsync(CallbackConfig? config)
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(ctx => AskAsync(ctx, config));
        var id = await _ids.Of("ask").WaitAsync(HangGuard);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        return (execution, id);
    }

    private async Task<string> AskAsync(DurableContext ctx, CallbackConfig? config)
    {
        var callback = await ctx.CreateCallbackAsync<string>("ask", config);
        _ids.Note("ask", callback.CallbackId);
        try
        {
            return await callback.GetResultAsync();
        }
        catch (CallbackFailedException exception)
        {
            return $"{exception.GetType().Name} {exception.Code} {exception.Error.ErrorType} {exception.Message}";
        }
    }
}
