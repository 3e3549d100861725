using System.Collections.Concurrent;
using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Children;

/// <summary>Results above 256 KiB, for which the context runs again on replay.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class LargeResultTests(ContractHostKind kind) : ContractFixture(kind)
{
    private const int Limit = PayloadLimits.ContextBytes;

    [TestCase(Limit - 2, false)]
    [TestCase(Limit - 1, true)]
    public async Task Child_AtTheLimit_IsKeptOrRunsAgain(int characters, bool runsAgain)
    {
        var bodies = 0;
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var text = await ctx.RunInChildContextAsync("large", async child =>
            {
                Interlocked.Increment(ref bodies);
                return new string(await child.StepAsync("seed", () => 'x'), characters);
            });
            return text.Length;
        });

        live.Should().Be(characters);
        replayed.Should().Be(live);
        bodies.Should().Be(runsAgain ? 2 : 1);
    }

    [Test]
    public async Task Child_OfManyBytesAndFewCharacters_IsMeasuredInBytes()
    {
        var run = await RunAsync(async ctx => (await ctx.RunInChildContextAsync("large", _ => Task.FromResult(new string('\u20ac', Limit / 3)))).Length);

        run.Value.Should().Be(Limit / 3);
        run.Operation("large").Record.Should().BeEquivalentTo(new { Payload = "", ReplayChildren = true, Status = OperationStatus.Succeeded });
    }

    [Test]
    public async Task Child_RunAgain_WritesNothingAndRunsNoStep()
    {
        var steps = 0;
        var run = await RunAsync(async ctx =>
        {
            var text = await ctx.RunInChildContextAsync("large", async child =>
            {
                var inner = await child.RunInChildContextAsync("inner", i => i.StepAsync("s", () => $"{Interlocked.Increment(ref steps)}"));
                await child.WaitAsync("w", TimeSpan.FromSeconds(1));
                return inner + Large(child, 'x');
            });
            await ctx.WaitAsync("later", TimeSpan.FromHours(1));
            return text[..3];
        });

        run.Value.Should().Be("1xx");
        steps.Should().Be(1);
        run.Execution.Updates.Should().HaveCount(8, "three operations start and end once, and two waits start, whose ends are the host's");
    }

    [Test]
    public async Task Child_CrashAtEveryCheckpoint_ComesToTheSame()
    {
        var undisturbed = FaultPlan.CountOnly();
        var expected = (await RunAsync(NestedLargeAsync, undisturbed)).Value;

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = FaultPlan.CrashAfter(k);
            var run = await RunAsync(NestedLargeAsync, plan);

            run.Value.Should().Be(expected, "of {0}", plan);
            run.Execution.Updates.Where(u => u.Action is OperationAction.Succeed or OperationAction.Fail).GroupBy(u => u.Hex)
                .Should().NotContain(g => g.Count() > 1, "of {0}", plan);
        }
    }

    [Test]
    public async Task Branch_LargeResults_AreTheSameLiveAndReplayed()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.AllCompleted());
            var large = p.Branch("large", async b => await b.StepAsync("s", () => 'y') + Large(b, 'y'));
            var small = p.Branch("small", b => b.StepAsync("s", () => 7));
            var broken = p.Branch("broken", b => b.StepAsync<int>("s", () => throw new InvalidDataException("no"), new StepConfig { Retry = RetryStrategy.None }));
            var sibling = p.Branch("sibling", async b => (await large.AsTask()).Length + Large(b, 'z'));
            await p.JoinAsync();
            return $"{large.Result.Length}{large.Result[0]} {small.Result} {broken.Error!.ErrorMessage} {sibling.Result.Length} {sibling.Result[..6]} {ctx.UtcNow.Ticks}";
        });

        replayed.Should().Be(live);
        live.Should().StartWith($"{Limit + 1}y 7 no {Limit + 6} 262145 ");
    }

    [Test]
    public async Task Branch_CrashAtEveryCheckpoint_ComesToTheSame()
    {
        var undisturbed = FaultPlan.CountOnly();
        var expected = (await RunAsync(ScopeAsync, undisturbed)).Value;

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = FaultPlan.CrashAfter(k);

            (await RunAsync(ScopeAsync, plan)).Value.Should().Be(expected, "of {0}", plan);
        }

        static async Task<string> ScopeAsync(DurableContext ctx)
        {
            var p = ctx.Parallel("scope");
            var first = p.Branch("first", async b => await b.StepAsync("s", () => 'a') + Large(b, 'a'));
            var second = p.Branch("second", async b => (await first.AsTask())[0] + Large(b, 'b'));
            await p.JoinAsync();
            await ctx.WaitAsync(TimeSpan.FromSeconds(5));
            return $"{first.Result[..2]} {second.Result[..2]} {second.Result.Length}";
        }
    }

    [Test]
    public async Task Child_RunAgain_WithALoserOnRecord_LeavesItPending()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var text = await ctx.RunInChildContextAsync("large", async child =>
            {
                var gate = new TaskCompletionSource();
                var winner = child.StepAsync("winner", () => 'w');
                var loser = child.StepAsync("loser", async () =>
                {
                    await gate.Task;
                    return 'l';
                });
                var timer = child.WaitAsync("timer", TimeSpan.FromDays(1));
                var child2 = child.RunInChildContextAsync("nested loser", c => c.WaitAsync(TimeSpan.FromDays(2)));
                var first = await await Task.WhenAny(winner, loser);
                return first + Large(child, $"{loser.IsCompleted}{timer.IsCompleted}{child2.IsCompleted}"[0]);
            });
            return text[..2];
        });

        live.Should().Be("wF");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Child_RunAgain_IsReplayingToItsEnd()
    {
        var seen = new ConcurrentQueue<bool>();

        await LiveAndReplayedAsync(ctx => ctx.RunInChildContextAsync("large", async child =>
        {
            await child.StepAsync("s", () => { });
            seen.Enqueue(child.IsReplaying);
            return Large(child, 'x').Length > 0 ? Large(child, 'x') : "";
        }));

        seen.Should().Equal(false, true);
    }

    [Test]
    public async Task Child_RunAgain_WithAnOperationThatIsNotOnRecord_Blocks()
    {
        var explanation = await BlockedByAsync(async child =>
        {
            await child.StepAsync("s", () => { });
            await child.StepAsync("new", () => { });
            return Large(child, 'x');
        });

        explanation.Should().Contain("new").And.Contain("not on record");
    }

    [Test]
    public async Task Child_RunAgain_WithFewerOperations_Blocks()
    {
        var explanation = await BlockedByAsync(child => Task.FromResult(Large(child, 'x')));

        explanation.Should().Contain("1 operation is on record");
    }

    [Test]
    public async Task Child_RunAgain_ThatThrows_Blocks()
    {
        var explanation = await BlockedByAsync(async child =>
        {
            await child.StepAsync("s", () => { });
            throw new InvalidDataException("changed my mind");
        });

        explanation.Should().Contain("changed my mind").And.Contain("too large");
    }

    [Test]
    public async Task Child_RunAgain_ToASmallValue_Blocks()
    {
        var explanation = await BlockedByAsync(async child =>
        {
            await child.StepAsync("s", () => { });
            return "small";
        });

        explanation.Should().Contain("7 characters");
    }

    [Test]
    public async Task Child_RunAgain_ThatWaitsForWhatHadNotEnded_Blocks()
    {
        var explanation = await BlockedByAsync(
            async child =>
            {
                await child.StepAsync("s", () => { });
                _ = child.WaitAsync("never", TimeSpan.FromDays(300));
                return Large(child, 'x');
            },
            async child =>
            {
                await child.StepAsync("s", () => { });
                await child.WaitAsync("never", TimeSpan.FromDays(300));
                return Large(child, 'x');
            });

        explanation.Should().Contain("never").And.Contain("had not ended");
    }

    [Test]
    public async Task Child_RunAgain_ThatWaitsForAllOfWhatHadNotEnded_Blocks()
    {
        var explanation = await BlockedByAsync(
            async child =>
            {
                await child.StepAsync("s", () => { });
                _ = child.WaitAsync("never", TimeSpan.FromDays(300));
                return Large(child, 'x');
            },
            async child =>
            {
                await child.StepAsync("s", () => { });
                await child.WhenAllAsync(child.WaitAsync("never", TimeSpan.FromDays(300)));
                return Large(child, 'x');
            });

        explanation.Should().Contain("never").And.Contain("had not ended");
    }

    [Test]
    public async Task Child_AboveTheHostsLimit_IsRefused()
    {
        var run = await RunAsync(async ctx =>
        {
            try
            {
                return (await ctx.RunInChildContextAsync("huge", _ => Task.FromResult(new string('x', 6 * 1024 * 1024)))).Length;
            }
            catch (ChildContextFailedException failed) when (failed.IsCausedBy<DurableLimitException>())
            {
                return -1;
            }
        });

        run.Value.Should().Be(-1);
        run.Operation("huge").Record.Status.Should().Be(OperationStatus.Failed);
    }

    [Test]
    public async Task Child_WhatItLeftBehind_WritesNothingAfterItsEnd()
    {
        var gate = new Gate();
        var ended = new Gate();
        var run = await RunAsync(async ctx =>
        {
            await ctx.RunInChildContextAsync("child", child =>
            {
                _ = child.StepAsync("left", async () =>
                {
                    await gate.Opened;
                    ended.Open();
                });
                gate.Open();
                return Task.FromResult(Large(child, 'x'));
            });
            await ctx.StepAsync("after", () => ended.Opened);
            return 0;
        });

        var child = run.Operation("child");
        var order = run.Execution.Updates.Select(u => u.Hex).ToList();
        order.LastIndexOf(new OperationId(new OperationId(null, 1), 1).Hex).Should().BeLessThan(order.LastIndexOf(child.Hex));
    }

    private static string Large(DurableContext context, char letter) => new(letter, context.ExecutionName.Length > 0 ? Limit : 0);

    private static async Task<string> NestedLargeAsync(DurableContext ctx)
    {
        var text = await ctx.RunInChildContextAsync("outer", async outer =>
        {
            var inner = await outer.RunInChildContextAsync("inner", async c =>
            {
                var letter = await c.StepAsync("s", () => 'i');
                await c.WaitAsync(TimeSpan.FromSeconds(3));
                return letter + Large(c, 'i');
            });
            var p = outer.Parallel("scope", c => c.MinSuccessful(1));
            var winner = p.Branch("winner", async b => await b.StepAsync("s", () => 'w') + Large(b, 'w'));
            p.Branch("loser", b => b.WaitAsync(TimeSpan.FromDays(3)));
            await p.JoinAsync();
            return $"{inner.Length} {winner.Result[..2]} {inner}";
        });
        await ctx.WaitAsync(TimeSpan.FromSeconds(3));
        return text[..10];
    }

    private Task<string> BlockedByAsync(Func<DurableContext, Task<string>> changed) => BlockedByAsync(
        async child =>
        {
            await child.StepAsync("s", () => { });
            return Large(child, 'x');
        },
        changed);

    private async Task<string> BlockedByAsync(Func<DurableContext, Task<string>> original, Func<DurableContext, Task<string>> changed)
    {
        await OpenAsync(new ContractHostOptions { AutoAdvance = false });
        var execution = await StartAsync(ctx => FunctionAsync(ctx, original));
        await execution.WhenQuietAsync();
        await Host.CrashAsync();
        Redeploy(ctx => FunctionAsync(ctx, changed));
        await Host.RestartAsync();
        Host.AutoAdvance = true;
        var outcome = await OutcomeOf(execution);

        return DriftOf(outcome);

        static async Task<int> FunctionAsync(DurableContext ctx, Func<DurableContext, Task<string>> body)
        {
            var text = await ctx.RunInChildContextAsync("large", body);
            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return text.Length;
        }
    }
}
