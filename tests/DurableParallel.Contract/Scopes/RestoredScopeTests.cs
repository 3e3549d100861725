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

    // Where every wait suspends, the last branch ends in an invocation that finds the others on record.
    [Test]
    public async Task Decision_WithDrain_IsThatOfTheEndThatDecidedFirst()
    {
        await OpenAsync();

        var run = await RunAsync(ctx => DrainAsync(ctx, c => c.MinSuccessful(2).ToleratedFailurePercentage(0.3).MaxConcurrency(5), ("a", 10, true), ("b", 20, true), ("late", 40, false), ("later", 60, false), ("last", 80, true)));

        run.Value.Should().Be("MinSuccessfulReached a:Succeeded b:Succeeded late:Failed later:Failed last:Succeeded");
    }

    [Test]
    public async Task TimeUp_WithDrain_DecidesThoughAllEndBehindIt()
    {
        await OpenAsync();

        var run = await RunAsync(ctx => DrainAsync(ctx, c => c.MinSuccessful(2).Timeout(TimeSpan.FromSeconds(30)), ("a", 10, true), ("b", 40, true), ("c", 60, true)));

        run.Value.Should().Be("TimedOut a:Succeeded b:Succeeded c:Succeeded");
    }

    // Not the one with the highest index, which is what a rule sees last when only the last is shown to it.
    [Test]
    public async Task ShouldComplete_WithDrain_IsAskedAboutTheEndThatDecides()
    {
        await OpenAsync();

        var run = await RunAsync(ctx => DrainAsync(
            ctx,
            c => c.MaxConcurrency(3).ShouldComplete(tally => tally.LastSettled.Name == "winner" ? CompletionDecision.Succeed : CompletionDecision.Continue),
            ("winner", 10, true),
            ("b", 40, true),
            ("c", 60, true),
            ("never", 5, true)));

        run.Value.Should().Be("Custom winner:Succeeded b:Succeeded c:Succeeded never:Skipped");
    }

    private static async Task<string> DrainAsync(DurableContext ctx, Action<ParallelConfigBuilder> rules, params (string Name, int Seconds, bool Succeeds)[] branches)
    {
        var p = ctx.Parallel("scope", c => rules(c.RunningBranches(RunningBranches.Drain)));
        foreach (var (name, seconds, succeeds) in branches)
        {
            p.Branch(name, async b =>
            {
                await b.WaitAsync(TimeSpan.FromSeconds(seconds));
                if (!succeeds)
                {
                    throw new InvalidDataException(name);
                }
            });
        }

        var result = await p.SettleAsync();
        return $"{result.CompletionReason} {string.Join(' ', result.Branches.Select(static b => $"{b.Name}:{b.Status}"))}";
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
