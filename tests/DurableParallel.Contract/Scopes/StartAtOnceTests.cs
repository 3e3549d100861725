using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

/// <summary>Scopes whose branches start when they are registered.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class StartAtOnceTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task Branch_StartsWhenItIsRegistered()
    {
        var seen = await ValueAsync(async ctx =>
        {
            var started = new Gate();
            var p = ctx.Parallel("scope", c => c.StartAtOnce());
            var branch = p.Branch("branch", b => b.StepAsync("s", () =>
            {
                started.Open();
                return 1;
            }));
            await started.Opened;
            await p.JoinAsync();
            return branch.Result;
        });

        seen.Should().Be(1);
    }

    [Test]
    public async Task Branch_AwaitedBeforeTheNextIsRegistered_GivesItsValueToIt()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope", c => c.StartAtOnce());
            var first = p.Branch("first", async b =>
            {
                await b.WaitAsync(TimeSpan.FromSeconds(5));
                return await b.StepAsync("s", () => 5);
            });
            var got = await first.AsTask();
            var between = ctx.UtcNow;
            var second = p.Branch($"second-{got}", b => b.StepAsync("s", () => got + 1));
            var result = await p.JoinAsync();
            return $"{first.Result} {second.Name} {second.Result} {result.CompletionReason} {between:O}";
        });

        live.Should().StartWith("5 second-5 6 AllCompleted ");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Records_AreThoseOfAScopeThatStartsAtItsJoin()
    {
        var lazy = await RunAsync(ctx => CodeAsync(ctx, BranchStart.AtJoin));
        var atOnce = await RunAsync(ctx => CodeAsync(ctx, BranchStart.AtRegistration));

        Shape(atOnce).Should().Equal(Shape(lazy));

        static IEnumerable<string> Shape(ContractRun<int> run) =>
            run.Execution.Operations.Select(o => $"{o.Hex} {o.ParentHex} {o.Name} {o.Record.Type} {o.Record.SubType} {o.Record.Status}").Order(StringComparer.Ordinal);

        static async Task<int> CodeAsync(DurableContext ctx, BranchStart start)
        {
            await using var p = ctx.Parallel("scope", c => c.Start(start));
            p.Branch("a", b => b.StepAsync("s", () => 1));
            p.Branch(null, b => b.StepAsync("s", () => 2));
            return (await p.JoinAsync()).SuccessCount;
        }
    }

    [Test]
    public async Task MaxConcurrency_HoldsForBranchesThatStartAtOnce()
    {
        var seen = await ValueAsync(async ctx =>
        {
            var go = new Gate();
            var p = ctx.Parallel("scope", c => c.StartAtOnce().MaxConcurrency(1));
            var first = p.Branch("first", b => b.StepAsync("s", () => go.Opened));
            var second = p.Branch("second", b => b.StepAsync("s", () => 2));
            var before = second.Status;
            go.Open();
            await second.AsTask();
            await p.JoinAsync();
            return $"{before} {first.Status} {second.Status}";
        });

        seen.Should().Be("Pending Succeeded Succeeded");
    }

    [Test]
    public async Task DecidedEarly_LaterBranchesAreSkippedAtOnce()
    {
        var bodies = 0;
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.StartAtOnce().FirstSuccessful());
            var winner = p.Branch("winner", b => b.StepAsync("s", () => 1));
            await winner.AsTask();
            var late = p.Branch("late", b => b.StepAsync("s", () => Interlocked.Increment(ref bodies)));
            var status = late.Status;
            var seen = await ThrownAsync(late.AsTask());
            var result = await p.JoinAsync();
            return $"{seen} {status} {result.CompletionReason} {result.TotalCount} {result.SkippedCount}";
        });

        live.Should().Be("BranchSkippedException Skipped MinSuccessfulReached 1 1");
        replayed.Should().Be(live);
        bodies.Should().Be(0);
    }

    [Test]
    public async Task DecidedEarly_ByAFailure_CancelsWhatRunsAndCompensatesAtTheJoin()
    {
        var undone = 0;
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.StartAtOnce());
            var done = p.Branch("done", b => b.StepAsync("s", () => 7), new BranchOptions<int>
            {
                Compensate = (c, value) => c.StepAsync("undo", () => Interlocked.Add(ref undone, value)),
            });
            await done.AsTask();
            var parked = p.Branch("parked", b => b.WaitAsync(TimeSpan.FromDays(1)));
            var failing = p.Branch<int>("failing", b => b.StepAsync<int>("s", () => throw new InvalidDataException("broken"), new StepConfig { Retry = RetryStrategy.None }));
            var failed = await ThrownAsync(failing.AsTask());
            var canceled = await ThrownAsync(parked.AsTask());
            var skipped = p.Branch("skipped", _ => Task.CompletedTask);
            var joined = await ThrownAsync(p.JoinAsync());
            return $"{failed} {canceled} {skipped.Status} {joined}";
        });

        live.Should().Be("BranchFailedException BranchCanceledException Skipped ParallelExecutionException");
        replayed.Should().Be(live);
        undone.Should().Be(7);
    }

    [Test]
    public async Task DecidedEarly_UnderDrain_WhatHasStartedGoesOn()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.StartAtOnce().FirstSuccessful().RunningBranches(RunningBranches.Drain));
            var slow = p.Branch("slow", async b =>
            {
                await b.WaitAsync(TimeSpan.FromSeconds(30));
                return "slow";
            });
            await p.Branch("winner", b => b.StepAsync("s", () => 1)).AsTask();
            var late = p.Branch("late", _ => Task.CompletedTask);
            await p.JoinAsync();
            return $"{slow.Result} {late.Status}";
        });

        live.Should().Be("slow Skipped");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Percentage_IsJudgedAtTheJoin()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.StartAtOnce().ToleratedFailurePercentage(0.5));
            var failing = p.Branch<int>("failing", _ => throw new InvalidDataException("broken"));
            await ThrownAsync(failing.AsTask());
            var later = p.Branch("later", b => b.StepAsync("s", () => 2));
            var result = await p.JoinAsync();
            return $"{later.Result} {result.CompletionReason} {result.FailureCount}";
        });

        live.Should().Be("2 AllCompleted 1");
        replayed.Should().Be(live);
    }

    [TestCase(-1, "AllCompleted False")]
    [TestCase(5, "AllCompleted False")]
    [TestCase(1, "MinSuccessfulReached True")]
    public async Task MinSuccessful_IsJudgedAtTheJoinWhereItNeedsTheTotal(int minimum, string expected)
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.StartAtOnce().MinSuccessful(minimum));
            var good = p.Branch("good", b => b.StepAsync("s", () => 1));
            await good.AsTask();
            await ThrownAsync(p.Branch<int>("failing", _ => throw new InvalidDataException("broken")).AsTask());
            var result = await p.SettleAsync();
            return $"{result.CompletionReason} {result.MinimumMet}";
        });

        live.Should().Be(expected);
        replayed.Should().Be(live);
    }

    [Test]
    public async Task ShouldComplete_IsAskedFromTheJoinOn_AboutEveryBranchThatHasEnded()
    {
        var asked = new List<string>();
        var seen = await ValueAsync(async ctx =>
        {
            asked.Clear();
            var p = ctx.Parallel("scope", c => c.StartAtOnce().ShouldComplete(tally =>
            {
                asked.Add($"{tally.LastSettled.Name} {tally.Succeeded}/{tally.Total}");
                return CompletionDecision.Continue;
            }));
            await p.Branch("a", b => b.StepAsync("s", () => 1)).AsTask();
            await p.Branch("b", b => b.StepAsync("s", () => 1)).AsTask();
            var before = asked.Count;
            await p.JoinAsync();
            return before;
        });

        seen.Should().Be(0);
        asked.Should().Equal("a 1/2", "b 2/2");
    }

    [Test]
    public async Task Timeout_RunsFromTheFirstBranchOn()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.StartAtOnce().Timeout(TimeSpan.FromSeconds(30)).MinSuccessful(0));
            var slow = p.Branch("slow", b => b.WaitAsync(TimeSpan.FromDays(1)));
            var thrown = await ThrownAsync(slow.AsTask());
            var late = p.Branch("late", _ => Task.CompletedTask);
            var result = await p.SettleAsync();
            return $"{thrown} {late.Status} {result.CompletionReason}";
        });

        live.Should().Be("BranchCanceledException Skipped TimedOut");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Dispose_WithoutAJoin_WaitsForWhatHasStarted()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            DurableFuture<int> branch;
            await using (var p = ctx.Parallel("scope", c => c.StartAtOnce()))
            {
                branch = p.Branch("branch", async b =>
                {
                    await b.WaitAsync(TimeSpan.FromSeconds(5));
                    return await b.StepAsync("s", () => 3);
                });
            }

            return branch.Result;
        });

        live.Should().Be(3);
        replayed.Should().Be(live);
    }

    [Test]
    public async Task BodyThatReturnsWithoutJoining_Fails()
    {
        var run = await RunAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.StartAtOnce());
            await p.Branch("branch", b => b.StepAsync("s", () => 3)).AsTask();
            return 0;
        });

        run.Outcome.Status.Should().Be(ContractStatus.Failed);
        run.Outcome.Error!.ErrorMessage.Should().Contain("returned without joining the parallel scope 'scope'");
    }

    [Test]
    public async Task Scope_WithoutBranches_IsJoinedAsAnyOther()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var none = await ctx.Parallel("none", c => c.StartAtOnce().Timeout(TimeSpan.FromSeconds(30))).JoinAsync();
            var missed = await ctx.Parallel("missed", c => c.StartAtOnce().MinSuccessful(1)).SettleAsync();
            return $"{none.CompletionReason} {none.IsSuccess} {missed.CompletionReason} {missed.IsSuccess}";
        });

        live.Should().Be("AllCompleted True AllCompleted False");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task LargeResult_AwaitedBetween_IsThereOnReplay()
    {
        const int Large = 300 * 1024;
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.StartAtOnce());
            var large = p.Branch("large", async b => new string('x', await b.StepAsync("s", () => Large)));
            var text = await large.AsTask();
            var between = ctx.UtcNow;
            var second = p.Branch("second", b => b.StepAsync("s", () => text.Length));
            await p.JoinAsync();
            return $"{large.Result.Length} {second.Result} {between:O}";
        });

        live.Should().StartWith($"{Large} {Large} ");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Result_BeforeTheJoin_SaysWhatToAwait()
    {
        var seen = await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope", c => c.StartAtOnce());
            var branch = p.Branch("branch", b => b.StepAsync("s", () => 3));
            await branch.AsTask();
            return branch.Invoking(f => f.Result).Should().Throw<InvalidOperationException>().Which.Message;
        });

        seen.Should().Contain("AsTask()").And.Contain("JoinAsync");
    }

    [Test]
    public async Task OwnerThatWaitsForABranchThatCannotStart_IsANamedDeadlock()
    {
        var run = await RunAsync(async ctx =>
        {
            var futures = new List<DurableFuture<int>>();
            var registered = new Gate();
            var p = ctx.Parallel("scope", c => c.StartAtOnce().MaxConcurrency(1));
            futures.Add(p.Branch("first-branch", async b =>
            {
                await b.StepAsync("both are registered", () => registered.Opened);
                return await futures[1].AsTask();
            }));
            futures.Add(p.Branch("second-branch", b => b.StepAsync("s", () => 1)));
            registered.Open();
            return await futures[1].AsTask();
        });

        run.Outcome.Error!.ErrorMessage.Should().Contain("Deadlock").And.Contain("second-branch");
    }

    [Test]
    public async Task ScopeThatALosingBranchOpens_IsCanceledWithIt()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var parked = new Gate();
            var p = ctx.Parallel("race", c => c.FirstSuccessful());
            p.Branch("winner", b => b.StepAsync("s", () => parked.Opened));
            var loser = p.Branch("loser", async b =>
            {
                await using var inner = b.Parallel("inner", c => c.StartAtOnce());
                var slow = inner.Branch("slow", async i =>
                {
                    var wait = i.WaitAsync(TimeSpan.FromDays(1));
                    parked.Open();
                    await wait;
                    return 1;
                });
                return await slow.AsTask();
            });
            await p.JoinAsync();
            return loser.Status.ToString();
        });

        live.Should().Be("Canceled");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Branch_BeyondTheLimitOfOperations_IsRefusedAndNotRegistered()
    {
        await OpenAsync(new ContractHostOptions { Limits = new DurableLimits { MaxOperations = 3 } });
        if (!Host.Traits.TakesLimits)
        {
            Assert.Ignore("This host enforces no limits of the test's.");
        }

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.StartAtOnce());
            p.Branch("a", _ => Task.FromResult(1));
            p.Branch("b", _ => Task.FromResult(2));
            var message = p.Invoking(s => s.Branch("c", _ => Task.FromResult(3))).Should().Throw<DurableLimitException>().Which.Message;
            return $"{(await p.JoinAsync()).SuccessCount} {message}";
        });

        live.Should().StartWith("2 ").And.Contain("the parallel scope 'scope' and its 3 branches").And.Contain("3 operations");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task OneCallForms_RefuseToStartAtOnce()
    {
        var config = ParallelConfig.Builder().StartAtOnce().Build();
        var seen = await ValueAsync(ctx => Task.FromResult<string[]>(
        [
            MessageOf(() => ctx.ParallelAsync("scope", p => p.Branch("a", _ => Task.CompletedTask), config)),
            MessageOf(() => ctx.ParallelAsync<int>("scope", [_ => Task.FromResult(1)], config)),
            MessageOf(() => ctx.MapAsync("scope", [1], (_, item, _) => Task.FromResult(item), config)),
        ]));

        seen.Should().OnlyContain(static message => message.Contains("open the scope by ctx.Parallel"));

        static string MessageOf(Action call) => call.Should().Throw<ArgumentException>().Which.Message;
    }

    [TestCase("a, other", false, "b", "other")]
    [TestCase("a", false, "2", "1")]
    [TestCase("a, b, c", true, "2 branches", "registers 3")]
    [TestCase("a", true, "2 branches", "registers 1")]
    [TestCase("other, b", true, "a", "other")]
    public async Task Drift_IsFoundAtTheRegistrationOrTheJoin(string after, bool hasEnded, string stored, string found)
    {
        var outcome = await RedeployedAsync(
            ctx => CodeAsync(ctx, "a, b", hasEnded),
            ctx => CodeAsync(ctx, after, hasEnded),
            hasEnded ? TimeSpan.FromMinutes(2) : TimeSpan.Zero);

        DriftOf(outcome).Should().Contain("scope").And.Contain(stored).And.Contain(found);

        static async Task<int> CodeAsync(DurableContext ctx, string names, bool ends)
        {
            var p = ctx.Parallel("scope", c => c.StartAtOnce());
            foreach (var name in names.Split(", "))
            {
                p.Branch(name, b => b.WaitAsync(ends ? TimeSpan.FromMinutes(1) : TimeSpan.FromDays(3)));
            }

            await p.JoinAsync();
            return 0;
        }
    }

    private static async Task<string> ThrownAsync<T>(DurableTask<T> task)
    {
        try
        {
            await task;
            return "nothing";
        }
        catch (Exception thrown)
        {
            return thrown.GetType().Name;
        }
    }

    private static async Task<string> ThrownAsync(DurableTask task)
    {
        try
        {
            await task;
            return "nothing";
        }
        catch (Exception thrown)
        {
            return thrown.GetType().Name;
        }
    }
}
