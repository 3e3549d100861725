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
            var first = ReadAsync(ctx, "n");
            var second = ReadAsync(ctx, "n");
            return $"{await first} {await second}";

            static Task<string> ReadAsync(DurableContext ctx, string name) =>
                ctx.RunInChildContextAsync(name, child => TryAsync(child, name));
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
            return await TryAsync(ctx, "n");
        });
        await execution.RaiseEventAsync("n", "\"no number\"");

        Host.Clock.Advance(TimeSpan.FromHours(1));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        Host.Clock.Advance(TimeSpan.FromMinutes(1));

        (await OutcomeOf(execution)).Value<string>().Should().Be("timed out");
    }

    private static async Task<string> TwiceAsync(DurableContext ctx) => $"{await TryAsync(ctx, "n")} {await ctx.WaitForEventAsync<int>("n")}";

    private static async Task<string> TryAsync(DurableContext ctx, string name)
    {
        try
        {
            return $"{await ctx.WaitForEventAsync<int>(name, TimeSpan.FromMinutes(1))}";
        }
        catch (EventTimedOutException)
        {
            return "timed out";
        }
    }
}
