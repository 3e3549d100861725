using System.Globalization;
using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Trees;

/// <summary>
/// Random trees of scopes, children and races, nested and flat, with steps, waits, retries, failures, deadlines and draining, each compared with a plain model. The
/// environment variable DP_SCALE multiplies how many there are.
/// </summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class TreeTests(ContractHostKind kind) : ContractFixture(kind)
{
    private const int Groups = 10;
    private const int TreesPerGroup = 50;
    private const int CostlyTreesPerGroup = 5;

    private static readonly int Scale = int.TryParse(Environment.GetEnvironmentVariable("DP_SCALE"), CultureInfo.InvariantCulture, out var scale) && scale > 0 ? scale : 1;

    [Test]
    public async Task RandomTrees_UndisturbedAndCrashed_ComeToWhatTheModelSays([Range(0, Groups - 1)] int group)
    {
        for (var i = 0; i < (Host.Traits.IsCostly ? CostlyTreesPerGroup : TreesPerGroup) * Scale; i++)
        {
            var seed = (i * Groups) + group;
            var tree = new TreeGenerator(seed, withRaces: true).Draw();
            var model = new TreeModel();
            var expected = model.Run(tree);

            var undisturbed = FaultPlan.CountOnly();
            var function = new TreeFunction(tree);
            var run = await RunAsync(function.RunAsync, undisturbed);

            run.Value.Should().Be(expected, "of the tree of seed {0}", seed);
            function.Attempts.Should().Be(model.Attempts, "no step of the tree of seed {0} may run more often than it must", seed);

            var plan = DrawFault(seed, undisturbed.Checkpoints);
            var crashed = await RunAsync(new TreeFunction(tree).RunAsync, plan);

            crashed.Value.Should().Be(expected, "of the tree of seed {0} with {1}", seed, plan);
            crashed.Execution.Updates.Where(u => u.Action is OperationAction.Succeed or OperationAction.Fail).GroupBy(u => u.Hex)
                .Should().NotContain(g => g.Count() > 1, "every operation of the tree of seed {0} with {1} ends once", seed, plan);
        }
    }

    [Test]
    public async Task RandomTrees_UnderManyInterleavings_ComeToWhatTheModelSays([Range(0, Groups - 1)] int group)
    {
        if (!Host.Traits.TakesScheduler)
        {
            Assert.Ignore("This host runs on a scheduler of its own.");
        }

        var interleavings = (Host.Traits.IsInMemory ? 100 : 10) * Scale;
        for (var i = 0; i < interleavings; i++)
        {
            var seed = (i * Groups) + group;
            var tree = new TreeGenerator(seed, withRaces: true).Draw();
            var expected = new TreeModel().Run(tree);
            var scheduler = new SeededScheduler(seed);
            await OpenAsync(new ContractHostOptions { Scheduler = scheduler });

            var plan = DrawFault(seed, checkpoints: 20);
            var execution = await StartAsync(new TreeFunction(tree).RunAsync, plan);
            var outcome = execution.OutcomeAsync();
            using var guard = new CancellationTokenSource(HangGuard);
            await Task.Factory.StartNew(() => scheduler.RunUntil(outcome, guard.Token), guard.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);

            (await outcome).Value<string>().Should().Be(expected, "of the tree and the interleaving of seed {0} with {1}", seed, plan);
        }
    }

    [Test]
    public async Task RandomTrees_Undisturbed_WriteEveryLine([Range(0, Groups - 1)] int group, [Values] bool withRaces)
    {
        var logger = new RecordingLogger();
        await OpenAsync(new ContractHostOptions { Logger = logger });
        for (var i = 0; i < (Host.Traits.IsCostly ? CostlyTreesPerGroup : TreesPerGroup) * Scale; i++)
        {
            var seed = (i * Groups) + group;
            var function = new TreeFunction(new TreeGenerator(seed, withRaces).Draw());
            logger.Messages.Clear();

            await RunAsync(function.RunAsync, FaultPlan.CountOnly());

            var lines = logger.Messages.Where(static line => line.StartsWith("body", StringComparison.Ordinal)).ToList();
            lines.Should().Contain(function.LinesReached, "no line of the tree of seed {0} may be lost", seed);
            if (!withRaces)
            {
                lines.Should().OnlyHaveUniqueItems("no line of the tree of seed {0} may be repeated", seed);
            }
        }
    }

    private static FaultPlan DrawFault(int seed, int checkpoints)
    {
        if (checkpoints == 0)
        {
            return FaultPlan.CountOnly();
        }

        var random = new Random(seed);
        var at = random.Next(1, checkpoints + 1);
        return random.Next(3) switch
        {
            0 => FaultPlan.CrashBefore(at),
            1 => FaultPlan.CrashAfter(at),
            _ => FaultPlan.LoseAcknowledgement(at),
        };
    }
}
