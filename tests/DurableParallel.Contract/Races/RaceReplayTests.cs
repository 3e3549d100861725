using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Races;

/// <summary>The outcome of a race over replays and suspensions.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class RaceReplayTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task WinnerThatFailed_OnReplay_IsNotRacedAgain()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var succeedsLater = ctx.WaitAsync(TimeSpan.FromMinutes(1));
            var fails = ctx.StepAsync<int>("fails", () => throw new InvalidDataException("failed"), new StepConfig { Retry = RetryStrategy.None });
            var winner = await ctx.WhenAnyAsync(succeedsLater, fails);
            await succeedsLater;
            return $"{winner} {fails.Status}";
        });

        live.Should().Be("1 Faulted");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task LoserThatEndedLater_OnReplay_DoesNotWin()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var slow = ctx.StepAsync("slow", async s =>
            {
                await Task.Yield();
                return s.Attempt < 2 ? throw new InvalidDataException("again") : 1;
            }, new StepConfig { Retry = RetryStrategy.Fixed(2, TimeSpan.FromHours(1)) });
            var fast = ctx.WaitAsync(TimeSpan.FromMinutes(1));
            var winner = await ctx.WhenAnyAsync(slow, fast);
            return $"{winner} {await slow}";
        });

        live.Should().Be("1 1");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Race_OfOperationsThatOnlyTimeCanEnd_Suspends()
    {
        Host.AutoAdvance = false;
        var begun = 0;
        var execution = await StartAsync(async ctx =>
        {
            Interlocked.Increment(ref begun);
            return await ctx.WhenAnyAsync(ctx.WaitAsync(TimeSpan.FromDays(2)), ctx.WaitAsync(TimeSpan.FromDays(1)));
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        Host.Clock.Advance(TimeSpan.FromDays(1));
        var outcome = await OutcomeOf(execution);

        outcome.Value<int>().Should().Be(1);
        begun.Should().Be(Host.Traits.SuspendsWhenParked ? 2 : 1);
    }
}
