using DurableParallel.Contract.Hosts;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Races;

/// <summary>
/// Helpers that lost a race and have operations on record when the body that began them returns. On a replay that body
/// may return before theirs have had a turn: that is no drift.
/// </summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class LoserTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static IEnumerable<string> Kinds => LoserFunction.Kinds;

    private static IEnumerable<string> Places => LoserFunction.Places;

    [Test]
    public async Task Loser_OfABodyThatReturns_IsNoDrift([ValueSource(nameof(Kinds))] string loser, [ValueSource(nameof(Places))] string place)
    {
        var rounds = Host.Traits.IsInMemory ? 5 : 1;
        for (var round = 0; round < rounds; round++)
        {
            (await RunAsync(LoserFunction.Of(loser, place))).Value.Should().Be(1);
        }
    }

    [Test]
    public async Task Loser_CrashAtEveryCheckpoint_IsNoDrift(
        [ValueSource(nameof(Kinds))] string loser,
        [Values(FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        string[] places = Host.Traits.IsInMemory ? ["branch", "flat branch", "child", "compensation"] : ["branch", "flat child"];
        foreach (var place in places)
        {
            var code = LoserFunction.Of(loser, place);
            var undisturbed = FaultPlan.CountOnly();
            (await RunAsync(code, undisturbed)).Value.Should().Be(1);

            for (var k = 1; k <= undisturbed.Checkpoints; k++)
            {
                var plan = FaultPlan.Create(fault, k);

                (await RunAsync(code, plan)).Value.Should().Be(1, "of a {0} in a {1} with {2}", loser, place, plan);
            }
        }
    }

    [Test]
    public async Task Loser_CrashWhileTheBodyWaitsForTheLastTime_IsNoDrift([ValueSource(nameof(Kinds))] string loser, [ValueSource(nameof(Places))] string place)
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(LoserFunction.Of(loser, place));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        Host.Clock.Advance(TimeSpan.FromHours(8));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await Host.CrashAsync();
        Host.Clock.Advance(TimeSpan.FromHours(1));
        await Host.RestartAsync();
        Host.AutoAdvance = true;

        (await OutcomeOf(execution)).Value<int>().Should().Be(1);
    }
}
