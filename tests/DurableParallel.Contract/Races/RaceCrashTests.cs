using System.Globalization;
using DurableParallel.Contract.Hosts;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Races;

/// <summary>
/// Races under crashes and interleavings: whatever any life of an execution has seen to win stays the winner in all
/// later ones. The environment variable DP_SCALE multiplies how many interleavings there are.
/// </summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class RaceCrashTests(ContractHostKind kind) : ContractFixture(kind)
{
    private const int Groups = 10;

    private static readonly int Scale = int.TryParse(Environment.GetEnvironmentVariable("DP_SCALE"), CultureInfo.InvariantCulture, out var scale) && scale > 0 ? scale : 1;

    [Test]
    public async Task CrashAtEveryCheckpoint_OfRaces_NoWinnerChanges([Values(FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        const int Seed = 4;
        var undisturbed = FaultPlan.CountOnly();
        (await RunAsync(new RaceFunction(Seed).RunAsync, undisturbed)).Value.Should().NotBeNull();

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = FaultPlan.Create(fault, k);
            var function = new RaceFunction(Seed);
            var run = await RunAsync(function.RunAsync, plan);

            function.Check(run.Value, $"{plan}");
        }
    }

    [Test]
    public async Task RandomRaces_UnderManyInterleavings_NoWinnerChanges([Range(0, Groups - 1)] int group)
    {
        var interleavings = (Host.Traits.IsInMemory ? 200 : 10) * Scale;
        for (var i = 0; i < interleavings; i++)
        {
            var seed = (i * Groups) + group;
            var scheduler = new SeededScheduler(seed);
            await OpenAsync(new ContractHostOptions { Scheduler = scheduler });

            var random = new Random(seed);
            var plan = FaultPlan.Create((FaultKind)random.Next(1, 4), random.Next(1, 40));
            var function = new RaceFunction(seed);
            var execution = await StartAsync(function.RunAsync, plan);
            var outcome = execution.OutcomeAsync();
            using var guard = new CancellationTokenSource(HangGuard);
            await Task.Factory.StartNew(() => scheduler.RunUntil(outcome, guard.Token), guard.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);

            function.Check((await outcome).Value<string[]>(), $"the interleaving of seed {seed} with {plan}");
        }
    }
}
