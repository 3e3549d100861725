using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Recovery;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class ScaleTests(ContractHostKind kind) : ContractFixture(kind)
{
    private const int SummaryLimit = 256 * 1024;

    [Test]
    public async Task Summary_HundredThousandAlternatingBranches_FitsItsLimit()
    {
        const int Count = 100_000;
        var failure = new InvalidDataException("odd");

        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope", c => c.AllCompleted());
            for (var i = 0; i < Count; i++)
            {
                var fails = i % 2 == 1;
                p.Branch<int>(null, _ => fails ? Task.FromException<int>(failure) : Task.FromResult(i));
            }

            var result = await p.JoinAsync();
            return $"{result.SuccessCount} {result.FailureCount}";
        });

        run.Value.Should().Be("50000 50000");
        var scope = run.Execution.Operations[0].Record;
        scope.Name.Should().Be("scope");
        scope.ReplayChildren.Should().BeTrue();
        scope.Payload!.Length.Should().BeLessThanOrEqualTo(SummaryLimit);
    }

    [TestCase(NestingType.Nested)]
    [TestCase(NestingType.Flat)]
    public async Task Map_OfAHundredThousandItems_FitsItsLimitAndReplays(NestingType nesting)
    {
        const int Count = 100_000;

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var batch = await ctx.MapAsync(
                "map",
                Enumerable.Range(0, Count),
                (_, item, _) => Task.FromResult(item),
                new ParallelConfig { Nesting = nesting });
            return batch.GetResults().Sum(static item => (long)item);
        });

        live.Should().Be((long)Count * (Count - 1) / 2);
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Replay_OfAnEndedScopeOfFiftyThousandBranches_ComesToTheSame()
    {
        var (live, replayed) = await LiveAndReplayedAsync(ManyAsync);

        live.Should().Be(50_000L * 49_999 / 2);
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Replay_OfAnUnfinishedScopeOfFiftyThousandEndedBranches_ComesToTheSame()
    {
        const int StartsAndEnds = 1 + (2 * 50_000);
        var plan = FaultPlan.CrashBefore(StartsAndEnds + 1);

        var run = await RunAsync(ManyAsync, plan);

        plan.HasFired.Should().BeTrue();
        run.Value.Should().Be(50_000L * 49_999 / 2);
        run.Execution.Updates.Should().HaveCount(StartsAndEnds + 1, "only the scope's own end is left to the second life");
        run.Execution.Updates[^1].Should().BeEquivalentTo(new { Invocation = run.Execution.Invocations, Action = OperationAction.Succeed });
    }

    [Test]
    public async Task Scope_ThousandBranchesThatAllWait_TakeTheTimeOfOne()
    {
        var begin = Host.Clock.GetUtcNow();

        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope");
            for (var i = 0; i < 1000; i++)
            {
                p.Branch(null, b => b.WaitAsync(TimeSpan.FromHours(1)));
            }

            return (await p.JoinAsync()).SuccessCount;
        });

        run.Value.Should().Be(1000);
        (Host.Clock.GetUtcNow() - begin).Should().BeLessThan(TimeSpan.FromHours(1.01));
    }

    private static async Task<long> ManyAsync(DurableContext ctx)
    {
        await using var p = ctx.Parallel("scope");
        var futures = new List<DurableFuture<int>>();
        for (var i = 0; i < 50_000; i++)
        {
            var value = i;
            futures.Add(p.Branch(null, _ => Task.FromResult(value)));
        }

        await p.JoinAsync();
        return futures.Sum(f => (long)f.Result);
    }
}
