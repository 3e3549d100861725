using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Events;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class EventTimeoutTests(ContractHostKind kind) : EventFixture(kind)
{
    [Test]
    public async Task Timeout_LiveAndReplayed_IsThrown()
    {
        SkipWithout();
        var begin = Host.Clock.GetUtcNow();

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                return await ctx.WaitForEventAsync<string>("approved", TimeSpan.FromDays(2));
            }
            catch (EventTimedOutException timedOut)
            {
                return $"{timedOut.Code} {timedOut.Error.ErrorType} {timedOut.OperationPath}";
            }
        });

        live.Should().Be("DP1041 Event.Timeout approved");
        replayed.Should().Be(live);
        (Host.Clock.GetUtcNow() - begin).Should().Be(TimeSpan.FromDays(2));
    }

    [Test]
    public async Task Event_AfterTheTimeout_IsForTheNextWait([Values] bool crashes)
    {
        var execution = await ParkedAsync(TwiceAsync);
        Host.Clock.Advance(TimeSpan.FromMinutes(1));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await CrashAsync(crashes, execution);

        await execution.RaiseEventAsync("n", "5");

        (await OutcomeOf(execution)).Value<string>().Should().Be("timed out 5");
    }

    [Test]
    public async Task Event_BeforeTheTimeout_IsTakenHoweverLateTheProcessComesBack()
    {
        var execution = await ParkedAsync(async ctx =>
        {
            var first = ctx.WaitForEventAsync<int>("n", TimeSpan.FromMinutes(1));
            var second = ctx.WaitForEventAsync<int>("n", TimeSpan.FromMinutes(1));
            return $"{await TryAsync(first)} {await TryAsync(second)}";
        });
        Host.Clock.Advance(TimeSpan.FromSeconds(59));
        await execution.RaiseEventAsync("n", "5");
        await Host.CrashAsync();
        Host.Clock.Advance(TimeSpan.FromHours(1));
        await Host.RestartAsync();
        Host.AutoAdvance = true;

        (await OutcomeOf(execution)).Value<string>().Should().Be("5 timed out");
    }

    [Test]
    public async Task Timeout_OfAWaitWhoseEventIsSetAside_CountsAgain()
    {
        var execution = await ParkedAsync(async ctx =>
        {
            await ctx.WaitAsync("hold", TimeSpan.FromHours(1));
            return await TryAsync(ctx.WaitForEventAsync<int>("n", TimeSpan.FromMinutes(1)));
        });
        await execution.RaiseEventAsync("n", "\"no number\"");

        Host.Clock.Advance(TimeSpan.FromHours(1));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        Host.Clock.Advance(TimeSpan.FromMinutes(1));

        (await OutcomeOf(execution)).Value<string>().Should().Be("timed out");
    }

    [Test]
    public async Task Timeout_ThatWasUpWhileAnUnreadableEventWasThere_CountsAgain()
    {
        SkipWithout();
        if (!Host.Traits.IsInMemory)
        {
            Assert.Ignore("Nothing can be raised while this host is down.");
        }

        // Of a serializer of its own nothing is known while the process is down.
        var config = new EventConfig { Timeout = TimeSpan.FromMinutes(1), Serializer = DurableSerializer.Newtonsoft() };
        var execution = await ParkedAsync(async ctx =>
        {
            var waits = new[] { ctx.WaitForEventAsync<int>("n", config), ctx.WaitForEventAsync<int>("n", config) };
            return $"{await TryAsync(waits[0])} {await TryAsync(waits[1])}";
        });
        await Host.CrashAsync();
        await execution.RaiseEventAsync("n", "\"no number\"");
        await execution.RaiseEventAsync("n", "4");
        Host.Clock.Advance(TimeSpan.FromHours(1));
        await Host.RestartAsync();
        Host.AutoAdvance = true;

        (await OutcomeOf(execution)).Value<string>().Should().Be("4 timed out", "both had come in time, and one of them was none");
    }

    private static async Task<string> TwiceAsync(DurableContext ctx) =>
        $"{await TryAsync(ctx.WaitForEventAsync<int>("n", TimeSpan.FromMinutes(1)))} {await ctx.WaitForEventAsync<int>("n")}";

    private static async Task<string> TryAsync(DurableTask<int> wait)
    {
        try
        {
            return $"{await wait}";
        }
        catch (EventTimedOutException)
        {
            return "timed out";
        }
    }
}
