using System.Collections.Concurrent;
using DurableParallel.Contract.Hosts;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

/// <summary>Scopes that come to no outcome of their own.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class AbandonTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task ShouldComplete_ThatThrows_FailsTheJoinAndLeavesNobodyWaiting([Values] RunningBranches running, [Values] NestingType nesting)
    {
        var (live, replayed) = await LiveAndReplayedAsync(ctx => ThrowingRuleAsync(ctx, running, nesting));

        live.Should().StartWith("InvalidDataException: no rule. BranchSkippedException: Branch 2 'never' has no value")
            .And.EndWith($" Succeeded {(running == RunningBranches.Drain ? "Succeeded" : "Canceled")} Skipped");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task CrashAtEveryCheckpoint_OfAScopeWhoseRuleThrows_ComesToTheSame([Values] RunningBranches running, [Values] NestingType nesting)
    {
        var undisturbed = FaultPlan.CountOnly();
        var expected = (await RunAsync(ctx => ThrowingRuleAsync(ctx, running, nesting), undisturbed)).Value;

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = FaultPlan.CrashAfter(k);
            (await RunAsync(ctx => ThrowingRuleAsync(ctx, running, nesting), plan)).Value.Should().Be(expected, "of {0}", plan);
        }
    }

    [Test]
    public async Task Scope_InABranchWhoseScopeIsDecided_ThrowsInsteadOfStarting([Values] bool hasBegun)
    {
        var thrown = "";
        var started = new ConcurrentQueue<string>();
        var statuses = await ValueAsync(async ctx =>
        {
            var begun = new Gate();
            var outer = ctx.Parallel("outer", c => c.MinSuccessful(1));
            outer.Branch("first", b => b.StepAsync("s", () => begun.Opened));
            outer.Branch("second", async b =>
            {
                if (!hasBegun)
                {
                    begun.Open();
                    await Gate.SignalOf(b.CancellationToken);
                }

                var inner = b.Parallel("inner", c => c.MaxConcurrency(1));
                inner.Branch("a", async i =>
                {
                    started.Enqueue("a");
                    begun.Open();
                    await Gate.SignalOf(b.CancellationToken);
                });
                inner.Branch("b", _ =>
                {
                    started.Enqueue("b");
                    return Task.CompletedTask;
                });
                try
                {
                    await inner.JoinAsync();
                }
                catch (Exception refused)
                {
                    thrown = refused.GetType().Name;
                    throw;
                }
            });
            return string.Join(' ', (await outer.SettleAsync()).Branches.Select(branch => branch.Status));
        });

        thrown.Should().Be(nameof(OperationCanceledException));
        statuses.Should().Be("Succeeded Canceled");
        started.Should().Equal(hasBegun ? ["a"] : []);
    }

    [Test]
    public async Task Registration_ThatThrows_LeavesAScopeThatSaysSo()
    {
        var message = await ValueAsync(async ctx =>
        {
            ParallelContext? kept = null;
            await ThrownAsync(() => ctx.ParallelAsync("scope", (Action<ParallelContext>)(p =>
            {
                kept = p;
                throw new InvalidDataException("while registering");
            })));
            return await ThrownAsync(() => kept!.JoinAsync());
        });

        message.Should().Contain("the parallel scope 'scope' was given up: the registration of its branches failed");
    }

    [Test]
    public async Task Branch_AwaitedInTheBodyOfAStep_IsRefused()
    {
        var message = await ValueAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.AllCompleted());
            var first = p.Branch("first", _ => Task.FromResult(1));
            var second = p.Branch("second", b => b.StepAsync("inside", async _ => await first.AsTask(), new StepConfig { Retry = RetryStrategy.None }));
            await p.JoinAsync();
            return second.Error?.ErrorMessage;
        });

        message.Should().Contain("Branch 'first' was awaited in the body of").And.Contain("inside").And.Contain("in the branch's own body");
    }

    [Test]
    public async Task Status_OfAStartedBranch_IsRunningToItsSiblings()
    {
        var seen = await ValueAsync(async ctx =>
        {
            var looked = new Gate();
            var p = ctx.Parallel("scope");
            var first = p.Branch("first", _ => looked.Opened);
            var second = p.Branch("second", _ =>
            {
                var status = first.Status;
                looked.Open();
                return Task.FromResult(status);
            });
            await p.JoinAsync();
            return second.Result;
        });

        seen.Should().Be(BranchStatus.Running);
    }

    [Test]
    public async Task Scope_OfMoreBranchesThanASummaryHolds_IsRefusedBeforeAnythingIsRecorded()
    {
        if (!Host.Traits.IsInMemory)
        {
            Assert.Ignore("The rule is asked before any host is.");
        }

        var run = await RunAsync(async ctx =>
        {
            var p = ctx.Parallel("scope");
            for (var i = 0; i <= 750_000; i++)
            {
                p.Branch(null, static _ => Task.CompletedTask);
            }

            return await ThrownAsync(() => p.JoinAsync());
        });

        run.Value.Should().StartWith("DurableLimitException").And.Contain("The parallel scope 'scope'").And.Contain("branches").And.Contain("nest scopes");
        run.Execution.Operations.Should().BeEmpty();
    }

    private static async Task<string> ThrowingRuleAsync(DurableContext ctx, RunningBranches running, NestingType nesting)
    {
        var p = ctx.Parallel("scope", c => c
            .MaxConcurrency(2)
            .Nesting(nesting)
            .RunningBranches(running)
            .ShouldComplete(_ => throw new InvalidDataException("no rule")));
        var ends = p.Branch("ends", b => b.StepAsync("s", () => 1));
        var runs = p.Branch("runs", async b =>
        {
            await b.WaitAsync(TimeSpan.FromDays(1));
            return 2;
        });
        var never = p.Branch("never", _ => Task.FromResult(3));
        var join = p.JoinAsync();
        var waiting = never.AsTask();
        return $"{await ThrownAsync(() => join)} {await ThrownAsync(() => waiting)} {ends.Status} {runs.Status} {never.Status}";
    }

    private static async Task<string> ThrownAsync(Func<Task> code)
    {
        try
        {
            await code();
            return "nothing";
        }
        catch (Exception thrown)
        {
            return $"{thrown.GetType().Name}: {thrown.Message}.";
        }
    }
}
