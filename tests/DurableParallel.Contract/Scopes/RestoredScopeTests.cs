using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Running;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

/// <summary>A scope that was cut off before its end: what is on record of it counts before anything starts.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class RestoredScopeTests(ContractHostKind kind) : ContractFixture(kind)
{
    // START of the scope, START of the first branch, and its end.
    private const int EndOfTheFirstBranch = 3;

    [Test]
    public async Task BranchThatRunsAgainForItsValue_HoweverSoonItEnds_StartsNothingBeforeTheDecision()
    {
        var scheduler = new EagerScheduler();
        await OpenAsync(new ContractHostOptions { Scheduler = scheduler });
        if (!Host.Traits.TakesScheduler)
        {
            Assert.Ignore("Runs on a scheduler of its own.");
        }

        var lives = 0;
        var hasBegun = false;
        var run = await RunAsync(
            async ctx =>
            {
                if (Interlocked.Increment(ref lives) == 2)
                {
                    scheduler.Arm();
                }

                var p = ctx.Parallel("scope", c => c.MaxConcurrency(1).FirstSuccessful());
                var large = p.Branch("large", _ => Task.FromResult(new int[PayloadLimits.ContextBytes]));
                var other = p.Branch("other", _ =>
                {
                    hasBegun = true;
                    return Task.CompletedTask;
                });
                await p.JoinAsync();
                return $"{large.Result.Length} {other.Status}";
            },
            FaultPlan.CrashAfter(EndOfTheFirstBranch));

        run.Value.Should().Be($"{PayloadLimits.ContextBytes} Skipped");
        hasBegun.Should().BeFalse();
        lives.Should().Be(2);
    }

    /// <summary>The pool; once armed, it lets a branch come to its settlement before the thread that starts it goes on.</summary>
    private sealed class EagerScheduler : WorkScheduler
    {
        private readonly Gate _hasSettled = new();
        private volatile bool _isArmed;

        public void Arm() => _isArmed = true;

        public override void Queue(IThreadPoolWorkItem item)
        {
            Pool.Queue(_isArmed && item is BranchRun ? new Settlement(item, _hasSettled) : item);
            if (_isArmed && item is ContextBody<int[]>)
            {
                _hasSettled.Opened.Wait(HangGuard);
            }
        }
    }

    private sealed class Settlement(IThreadPoolWorkItem item, Gate hasSettled) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            item.Execute();
            hasSettled.Open();
        }
    }
}
