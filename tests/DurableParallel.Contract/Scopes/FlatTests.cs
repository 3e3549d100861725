using System.Collections.Concurrent;
using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

/// <summary>Branches and child contexts without records of their own.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class FlatTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly ChildContextConfig FlatChild = new() { Nesting = NestingType.Flat };

    [Test]
    public async Task Records_OfAFlatScope_AreItsOwnAndThoseOfTheOperations()
    {
        var run = await RunAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.Nesting(NestingType.Flat));
            p.Branch("a", b => b.StepAsync("in a", () => 1));
            p.Branch("b", b => b.RunInChildContextAsync("child", c => c.StepAsync("in child", () => 2)));
            return (await p.JoinAsync()).SuccessCount;
        });

        var scope = new OperationId(null, 1);
        var child = new OperationId(new OperationId(scope, 2), 1);
        run.Value.Should().Be(2);
        run.Execution.Operations.Should().HaveCount(4);
        run.Operation("in a").Should().BeEquivalentTo(new { new OperationId(new OperationId(scope, 1), 1).Hex, ParentHex = scope.Hex });
        run.Operation("child").Should().BeEquivalentTo(new { child.Hex, ParentHex = scope.Hex });
        run.Operation("in child").Should().BeEquivalentTo(new { new OperationId(child, 1).Hex, ParentHex = child.Hex });
    }

    [Test]
    public async Task Records_OfFlatChildren_AreBelowTheNearestRecordedContext()
    {
        var run = await RunAsync(ctx => ctx.RunInChildContextAsync("recorded", r => r.RunInChildContextAsync(
            "flat",
            f => f.RunInChildContextAsync("flat too", g => g.StepAsync("s", () => 5), FlatChild),
            FlatChild)));

        var recorded = new OperationId(null, 1);
        run.Value.Should().Be(5);
        run.Execution.Operations.Should().HaveCount(2);
        run.Operation("s").Should().BeEquivalentTo(new
        {
            new OperationId(new OperationId(new OperationId(recorded, 1), 1), 1).Hex,
            ParentHex = recorded.Hex,
        });
    }

    [Test]
    public async Task FlatChild_ValueErrorAndTime_AreTheSameLiveAndReplayed()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var value = await ctx.RunInChildContextAsync("a", async c =>
            {
                await c.WaitAsync(TimeSpan.FromSeconds(5));
                return new List<int> { await c.StepAsync("s", () => 4) };
            }, FlatChild);
            var now = ctx.UtcNow.Ticks;
            try
            {
                await ctx.RunInChildContextAsync("b", c => c.StepAsync<int>("s", () => throw new InvalidDataException("root"), new StepConfig { Retry = RetryStrategy.None }), FlatChild);
                return "nothing thrown";
            }
            catch (ChildContextFailedException failed)
            {
                return $"{value[0]} {now} {failed.Message} {failed.Error.ErrorType} {string.Concat(failed.Error.StackTrace ?? [])}";
            }
        });

        live.Should().Contain("root System.IO.InvalidDataException");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task FlatChild_Value_IsWhatWasSerialised()
    {
        var same = await ValueAsync(async ctx =>
        {
            var made = new List<int> { 1 };
            return ReferenceEquals(made, await ctx.RunInChildContextAsync("a", _ => Task.FromResult(made), FlatChild));
        });

        same.Should().BeFalse();
    }

    [Test]
    public async Task FlatChild_AtReplay_RunsAgainAndItsStepsDoNot()
    {
        var (bodies, steps) = (0, 0);
        var replaying = new ConcurrentQueue<bool>();

        await LiveAndReplayedAsync(ctx =>
        {
            replaying.Enqueue(ctx.IsReplaying);
            return ctx.RunInChildContextAsync("a", c =>
            {
                Interlocked.Increment(ref bodies);
                replaying.Enqueue(c.IsReplaying);
                return c.StepAsync("s", () => Interlocked.Increment(ref steps));
            }, FlatChild);
        });

        bodies.Should().Be(2);
        steps.Should().Be(1);
        replaying.Should().Equal(false, false, true, true);
    }

    [Test]
    public async Task Outcome_OfAFlatScope_IsTheSameLiveAndReplayed([Values] bool overflows)
    {
        var bodies = 0;
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", new ParallelConfig { Nesting = NestingType.Flat, MaxConcurrency = 2, MinSuccessful = 2 });
            var slow = p.Branch("slow", b => b.WaitAsync(TimeSpan.FromDays(1)));
            var broken = p.Branch("broken", async b =>
            {
                Interlocked.Increment(ref bodies);
                await b.StepAsync("s", () => { });
                throw new InvalidDataException("broken");
            });
            var large = p.Branch("large", async b => new string(await b.StepAsync("s", () => 'x'), overflows ? PayloadLimits.ContextBytes : 1));
            var sibling = p.Branch("sibling", async b => $"{(await large.AsTask()).Length} {await b.StepAsync("s", () => 1)}");
            var never = p.Branch("never", b => b.StepAsync("s", () => 1));
            var result = await p.SettleAsync();
            return $"{result.CompletionReason} {slow.Status} {broken.Error!.ErrorMessage} {string.Concat(broken.Error.StackTrace!)} {large.Result.Length} {sibling.Result} {never.Status} {result.TotalCount}";
        });

        live.Should().StartWith("MinSuccessfulReached Canceled broken ").And.EndWith(" Skipped 4");
        replayed.Should().Be(live);
        bodies.Should().Be(overflows ? 2 : 1);
    }

    [Test]
    public async Task CrashAtEveryCheckpoint_OfFlatScopesAndChildren_ComesToTheSame([Values] bool overflows, [Values(FaultKind.CrashBefore, FaultKind.CrashAfter)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        var expected = (await RunAsync(CodeAsync, undisturbed)).Value;

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = fault == FaultKind.CrashAfter ? FaultPlan.CrashAfter(k) : FaultPlan.CrashBefore(k);
            var run = await RunAsync(CodeAsync, plan);

            run.Value.Should().Be(expected, "of {0}", plan);
            run.Execution.Updates.Where(u => u.Action is OperationAction.Succeed or OperationAction.Fail).GroupBy(u => u.Hex)
                .Should().NotContain(g => g.Count() > 1, "of {0}", plan);
        }

        async Task<string> CodeAsync(DurableContext ctx)
        {
            var size = overflows ? PayloadLimits.ContextBytes : 1;
            var p = ctx.Parallel("scope", new ParallelConfig { Nesting = NestingType.Flat, MaxConcurrency = 2, Completion = CompletionConfig.AllCompleted() });
            var a = p.Branch("a", async b =>
            {
                await b.StepAsync("a1", () => { });
                await b.WaitAsync(TimeSpan.FromSeconds(5));
                return new string(await b.StepAsync("a2", () => 'a'), size);
            });
            var c = p.Branch("c", b => b.RunInChildContextAsync("flat", f => f.StepAsync<int>("c1", () => throw new InvalidDataException("c"), new StepConfig { Retry = RetryStrategy.None }), FlatChild));
            var d = p.Branch("d", async b =>
            {
                var q = b.Parallel("inner", i => i.Nesting(NestingType.Flat));
                var one = q.Branch("one", i => i.StepAsync("d1", () => 1));
                var two = q.Branch("two", i => i.StepAsync("d2", () => 2));
                await q.JoinAsync();
                return one.Result + two.Result;
            });
            await p.JoinAsync();
            await ctx.WaitAsync(TimeSpan.FromSeconds(1));
            return $"{a.Result[0]}{a.Result.Length} {c.Error!.ErrorMessage} {d.Result}";
        }
    }

    [Test]
    public async Task CanceledFlatBranch_AfterTheDecision_WritesNothing()
    {
        var run = await RunAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", new ParallelConfig { Nesting = NestingType.Flat, MinSuccessful = 1 });
            p.Branch("winner", b => b.WaitAsync("short", TimeSpan.FromSeconds(1)));
            var loser = p.Branch("loser", async b =>
            {
                try
                {
                    await b.WaitAsync("long", TimeSpan.FromDays(1));
                }
                catch (OperationCanceledException)
                {
                    await b.StepAsync("too late", () => { });
                }
            });
            await p.JoinAsync();
            await ctx.WaitAsync(TimeSpan.FromDays(2));
            return loser.Status;
        });

        run.Value.Should().Be(BranchStatus.Canceled);
        run.Execution.Operations.Should().NotContain(o => o.Name == "too late");
        run.Operation("long").Record.Status.Should().Be(OperationStatus.Started, "it goes with its scope");
    }

    [Test]
    public async Task HundredThousandFlatBranches_FitTheSummary()
    {
        const int Count = 100_000;
        var run = await RunAsync(async ctx =>
        {
            var batch = await ctx.MapAsync(
                "map", Enumerable.Range(0, Count), (_, item, _) => item % 2 == 1 ? Task.FromException<int>(new InvalidDataException("odd")) : Task.FromResult(item),
                new ParallelConfig { Nesting = NestingType.Flat, Completion = CompletionConfig.AllCompleted() });
            return $"{batch.SuccessCount} {batch.FailureCount} {batch.GetResults().Sum(static value => (long)value)}";
        });

        run.Value.Should().Be($"50000 50000 {50_000L * 49_999}");
        run.Execution.Operations.Should().ContainSingle().Which.Record.Payload!.Length.Should().BeLessThanOrEqualTo(PayloadLimits.ContextBytes);
    }

    [Test]
    public async Task Replay_OfTenThousandFlatBranchesThatOverflowed_ComesToTheSame()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var batch = await ctx.MapAsync(
                "map", Enumerable.Range(0, 10_000), (_, item, _) => Task.FromResult($"{item:D50}"), new ParallelConfig { Nesting = NestingType.Flat });
            return string.Concat(batch.GetResults()).Length;
        });

        live.Should().Be(500_000);
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Drift_BetweenNestedAndFlat_Blocks([Values] bool wasFlat, [Values] bool isScope)
    {
        var explanation = await BlockedAsync(
            ctx => CodeAsync(ctx, wasFlat ? NestingType.Flat : NestingType.Nested),
            ctx => CodeAsync(ctx, wasFlat ? NestingType.Nested : NestingType.Flat));

        explanation.Should().Contain("flat context");

        async Task<int> CodeAsync(DurableContext ctx, NestingType nesting)
        {
            if (isScope)
            {
                var p = ctx.Parallel("scope", c => c.Nesting(nesting));
                p.Branch("b", InnerAsync);
                await p.JoinAsync();
                return 0;
            }

            await ctx.RunInChildContextAsync("c", InnerAsync, new ChildContextConfig { Nesting = nesting });
            return 0;
        }

        static async Task InnerAsync(DurableContext context)
        {
            await context.StepAsync("s", () => { });
            await context.WaitAsync(TimeSpan.FromDays(1));
        }
    }

    [Test]
    public async Task Drift_OfAFlatChildThatIsGone_Blocks()
    {
        var explanation = await BlockedAsync(
            async ctx =>
            {
                await ctx.RunInChildContextAsync("c", c => c.StepAsync("s", () => { }), FlatChild);
                await ctx.WaitAsync(TimeSpan.FromDays(1));
                return 0;
            },
            _ => Task.FromResult(0));

        explanation.Should().Contain("2 operations are on record below");
    }

    [Test]
    public async Task Drift_OfAFlatBranchThatIsGone_Blocks()
    {
        var explanation = await BlockedAsync(ctx => CodeAsync(ctx, 3), ctx => CodeAsync(ctx, 2));

        explanation.Should().Contain("3 operations are on record below");

        static async Task<int> CodeAsync(DurableContext ctx, int count)
        {
            var batch = await ctx.MapAsync("map", Enumerable.Range(0, count), async (b, _, _) =>
            {
                await b.WaitAsync(TimeSpan.FromDays(1));
                return 0;
            }, new ParallelConfig { Nesting = NestingType.Flat });
            return batch.SuccessCount;
        }
    }

    [Test]
    public async Task Drift_OfAFlatBranchThatComesToAnotherEnd_Blocks()
    {
        var explanation = await BlockedAsync(ctx => CodeAsync(ctx, fails: false), ctx => CodeAsync(ctx, fails: true));

        explanation.Should().Contain("changed my mind");

        static async Task<int> CodeAsync(DurableContext ctx, bool fails)
        {
            var p = ctx.Parallel("scope", c => c.Nesting(NestingType.Flat));
            p.Branch("b", async b =>
            {
                await b.StepAsync("s", () => { });
                return fails ? throw new InvalidDataException("changed my mind") : new string('x', PayloadLimits.ContextBytes);
            });
            await p.JoinAsync();
            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return 0;
        }
    }

    private async Task<string> BlockedAsync(Func<DurableContext, Task<int>> original, Func<DurableContext, Task<int>> changed)
    {
        await OpenAsync(new ContractHostOptions { AutoAdvance = false });
        var execution = await StartAsync(original);
        await execution.WhenQuietAsync();
        await Host.CrashAsync();
        Redeploy(changed);
        await Host.RestartAsync();
        Host.AutoAdvance = true;
        var outcome = await OutcomeOf(execution);

        return DriftOf(outcome);
    }
}
