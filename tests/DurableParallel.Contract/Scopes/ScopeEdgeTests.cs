using System.Text;
using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

/// <summary>Corners of scopes: counts after a resume, summaries of many branches, rules that cannot be met, and what follows the end.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class ScopeEdgeTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task CanceledBranch_AfterAResume_IsStillCounted()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            await using var p = ctx.Parallel("race", c => c.MinSuccessful(1));
            p.Branch("winner", b => b.WaitAsync(TimeSpan.FromMinutes(1)));
            var canceled = p.Branch("canceled", b => b.WaitAsync(TimeSpan.FromDays(1)));
            var result = await p.JoinAsync();
            await ctx.WaitAsync("resume", TimeSpan.FromMinutes(1));
            return $"{canceled.Status} {result.SuccessCount} {result.CanceledCount} {result.TotalCount} {result.Branches.Count}";
        });

        live.Should().Be("Canceled 1 1 2 2");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Summary_OfThreeThousandFiveHundredBranches_StaysBelow256KiB()
    {
        const int Count = 3_500;
        const int Limit = 256 * 1024;

        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope", c => c.MaxConcurrency(50));
            var futures = Enumerable.Range(0, Count).Select(i => p.Branch($"item-{i}", _ => Task.FromResult($"{i} {new string('x', 100)}"))).ToList();
            await p.JoinAsync();
            await ctx.WaitAsync("replay", TimeSpan.FromMinutes(1));
            return futures.TrueForAll(f => f.Result.StartsWith($"{f.Index} x", StringComparison.Ordinal));
        });

        run.Value.Should().BeTrue();
        Encoding.UTF8.GetByteCount(run.Operation("scope").Record.Payload!).Should().BeLessThanOrEqualTo(Limit);
    }

    [Test]
    public async Task Minimum_ThatCannotBeReached_IsNotReportedAsMet()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var batch = await ctx.MapAsync("map", [1, 2], (_, item, _) => Task.FromResult(item), new MapConfig<int> { MinSuccessful = 3 });
            return $"{batch.SuccessCount} {batch.MinimumMet} {batch.IsSuccess} {batch.CompletionReason}";
        });

        live.Should().Be("2 False False AllCompleted");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Percentage_ThatIsNoNumber_IsRefused()
    {
        var run = await RunAsync(ctx =>
        {
            var forms = new Action[]
            {
                () => ctx.Parallel("built", c => c.ToleratedFailurePercentage(double.NaN)),
                () => ctx.Parallel("set", new ParallelConfig { ToleratedFailurePercentage = double.NaN }),
                () => ctx.Parallel("completion", new ParallelConfig { Completion = new CompletionConfig { ToleratedFailurePercentage = double.NaN } }),
            };
            return Task.FromResult(forms.Count(form =>
            {
                try
                {
                    form();
                    return false;
                }
                catch (ArgumentOutOfRangeException)
                {
                    return true;
                }
            }));
        });

        run.Value.Should().Be(3);
        run.Execution.Operations.Should().BeEmpty();
    }

    [TestCase(29, true)]
    [TestCase(30, false)]
    public async Task Failures_TwentyNineOfAHundredAtAToleranceOf029_AreNotTooMany(int failures, bool isSuccess)
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var batch = await ctx.MapAsync(
                "map",
                Enumerable.Range(0, 100),
                (_, item, _) => item < failures ? throw new InvalidDataException($"{item}") : Task.FromResult(item),
                new MapConfig<int> { ToleratedFailurePercentage = 0.29 });
            return (batch.IsSuccess, batch.FailureCount);
        });

        live.Should().Be((isSuccess, failures));
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Checkpoints_AfterTheScopeHasClosed_AreNone()
    {
        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("race", c => c.MaxConcurrency(4).MinSuccessful(2));
            for (var i = 0; i < 8; i++)
            {
                p.Branch($"b{i}", b => b.StepAsync("s", () => 1));
            }

            return (await p.JoinAsync()).SuccessCount;
        });

        var scope = run.Operation("race").Hex;
        var last = run.Execution.Updates[^1];
        last.Hex.Should().Be(scope);
        last.Action.Should().Be(OperationAction.Succeed);
    }
}
