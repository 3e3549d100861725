using System.Collections.Concurrent;
using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class ConcurrencyTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly Func<DurableContext, Task<int>> SharedBody = static _ => Task.FromResult(1);

    [Test]
    public async Task Join_SeveralBranches_RunConcurrentlyInOneExecution()
    {
        var meeting = new Meeting(3);

        var value = await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel("checks");
            var futures = Enumerable.Range(0, 3).Select(i => p.Branch($"b{i}", b => b.StepAsync("meet", async () =>
            {
                await meeting.ArriveAsync();
                return i;
            }))).ToList();
            await p.JoinAsync();
            return futures.Sum(f => f.Result);
        });

        value.Should().Be(3, "each waits in its step until all three are there");
    }

    [Test]
    public async Task Join_TwoBranchesWithSynchronousBodies_MeetAtABarrier()
    {
        using var barrier = new Barrier(2);

        var met = await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel();
            var first = p.Branch("first", _ => Task.FromResult(barrier.SignalAndWait(HangGuard)));
            var second = p.Branch("second", _ => Task.FromResult(barrier.SignalAndWait(HangGuard)));
            await p.JoinAsync();
            return first.Result && second.Result;
        });

        met.Should().BeTrue();
    }

    [Test]
    public async Task Scope_BranchesOfDifferentResultTypes_EachFutureHasItsOwn()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            await using var p = ctx.Parallel();
            var number = p.Branch("number", b => b.StepAsync("n", () => 42));
            var text = p.Branch("text", _ => Task.FromResult("hello"));
            var list = p.Branch("list", _ => Task.FromResult(new List<double> { 1.5, 2.5 }));
            var nothing = p.Branch("nothing", b => b.StepAsync("void", () => { }));
            await p.JoinAsync();
            return $"{number.Result} {text.Result} {list.Result[1]} {nothing.Status}";
        });

        live.Should().Be("42 hello 2.5 Succeeded");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Branch_BeforeTheJoin_DoesNotStartAnything()
    {
        var started = 0;

        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope");
            p.Branch("a", _ =>
            {
                Interlocked.Increment(ref started);
                return Task.CompletedTask;
            });
            var before = await ctx.StepAsync("between", () => Volatile.Read(ref started));
            await p.JoinAsync();
            return before;
        });

        run.Value.Should().Be(0);
        started.Should().BePositive();
        run.Execution.Operations.Select(o => o.Name).Should().Equal(["between", "scope", "a"], "a scope writes nothing before its join");
    }

    [Test]
    public async Task Join_Branches_StartInRegistrationOrder()
    {
        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope", c => c.MaxConcurrency(4));
            for (var i = 0; i < 40; i++)
            {
                p.Branch($"b{i}", b => b.StepAsync("s", () => { }));
            }

            return (await p.JoinAsync()).SuccessCount;
        });

        run.Value.Should().Be(40);
        run.OperationsOf(OperationType.Context).Skip(1).Select(o => o.Name).Should().Equal(Enumerable.Range(0, 40).Select(i => $"b{i}"));
    }

    [Test]
    public async Task Join_OneAtATime_RunsTheBodiesInRegistrationOrder()
    {
        var order = new ConcurrentQueue<int>();

        await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel(c => c.MaxConcurrency(1));
            for (var i = 0; i < 20; i++)
            {
                var index = i;
                p.Branch(null, b => b.StepAsync("s", () => order.Enqueue(index)));
            }

            return (await p.JoinAsync()).SuccessCount;
        });

        order.Should().Equal(Enumerable.Range(0, 20));
    }

    [Test]
    public async Task Join_MaxConcurrency_IsReachedAndNeverExceeded()
    {
        var meeting = new Meeting(3);

        await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel(c => c.MaxConcurrency(3));
            for (var i = 0; i < 9; i++)
            {
                p.Branch(null, b => b.StepAsync("s", async () =>
                {
                    await meeting.ArriveAsync();
                    await Task.Yield();
                    meeting.Leave();
                }));
            }

            return (await p.JoinAsync()).SuccessCount;
        });

        meeting.Peak.Should().Be(3);
    }

    [Test]
    public async Task Join_MaxConcurrency_HoldsForWhatIsOnRecordToo([Values] bool withSteps)
    {
        const int Limit = 3;
        const int Branches = 100;

        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel(c => c.MaxConcurrency(Limit));
            for (var i = 0; i < Branches; i++)
            {
                p.Branch(null, b => withSteps ? b.StepAsync("s", () => { }) : Task.CompletedTask);
            }

            return (await p.JoinAsync()).SuccessCount;
        });

        var contexts = run.Execution.Updates.Where(u => u.Type == OperationType.Context).ToList();
        var open = 0;
        var most = 0;
        foreach (var update in contexts)
        {
            open += update.Action == OperationAction.Start ? 1 : -1;
            most = Math.Max(most, open);
        }

        contexts.Should().HaveCount(2 * (Branches + 1));
        most.Should().Be(1 + Limit, "a branch starts behind the end that makes room for it, within the scope");
    }

    [Test]
    public async Task Join_ParkedBranch_KeepsItsSlot()
    {
        var value = await ValueAsync(async ctx =>
        {
            var begin = ctx.UtcNow;
            await using var p = ctx.Parallel(c => c.MaxConcurrency(2));
            for (var i = 0; i < 6; i++)
            {
                p.Branch(null, b => b.WaitAsync(TimeSpan.FromSeconds(10)));
            }

            await p.JoinAsync();
            await ctx.WaitAsync(TimeSpan.FromSeconds(1));
            return ctx.UtcNow - begin;
        });

        value.Should().Be(TimeSpan.FromSeconds(31), "two of six at a time, ten seconds each");
    }

    [Test]
    public async Task Branch_HundredThousandPending_OwnNoTask()
    {
        const int Count = 100_000;
        long allocated = 0;

        var skipped = await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel(c => c.MaxConcurrency(1).MinSuccessful(1));
            p.Branch("warm", SharedBody);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 1; i < Count; i++)
            {
                p.Branch("pending", SharedBody);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            return (await p.JoinAsync()).SkippedCount;
        });

        skipped.Should().Be(Count - 1);
        (allocated / Count).Should().BeLessThan(200, "a future and its place in the queue; a task with its source and a state machine would not fit");
    }

    [Test]
    public async Task Scope_TenThousandBranches_AllEnd()
    {
        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("many");
            var futures = Enumerable.Range(0, 10_000).Select(i => p.Branch(null, _ => Task.FromResult(i))).ToList();
            await p.JoinAsync();
            return futures.Sum(f => (long)f.Result);
        });

        run.Value.Should().Be(10_000L * 9_999 / 2);
        run.Execution.Updates.Count(u => u.Action == OperationAction.Succeed).Should().Be(10_001);
    }

    [Test]
    public async Task Scope_TenThousandBranchesLimited_AllEnd()
    {
        var value = await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel(c => c.MaxConcurrency(64));
            for (var i = 0; i < 10_000; i++)
            {
                p.Branch(null, b => b.StepAsync("s", () => 1));
            }

            return (await p.JoinAsync()).SuccessCount;
        });

        value.Should().Be(10_000);
    }

    [Test]
    public async Task Scope_Empty_CompletesAtOnce()
    {
        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("empty");
            var result = await p.JoinAsync();
            return $"{result.CompletionReason} {result.TotalCount} {result.IsSuccess}";
        });

        run.Value.Should().Be("AllCompleted 0 True");
        run.Execution.Operations.Should().ContainSingle().Which.Record.Status.Should().Be(OperationStatus.Succeeded);
    }

    [Test]
    public async Task Branch_AfterTheJoinHasBegun_IsRefused()
    {
        var message = await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel();
            p.Branch("a", _ => Task.CompletedTask);
            await p.JoinAsync();
            try
            {
                p.Branch("late", _ => Task.CompletedTask);
                return "nothing";
            }
            catch (InvalidOperationException late)
            {
                return late.Message;
            }
        });

        message.Should().Be("A branch was registered in the parallel scope '#1' after its join had begun. Register every branch before JoinAsync, or open another scope.");
    }

    [Test]
    public async Task Scopes_NestedThreeDeep_BringTheirValuesUp()
    {
        var (live, replayed) = await LiveAndReplayedAsync(ctx => TreeAsync(ctx, 3));

        live.Should().Be(27);
        replayed.Should().Be(27);

        static async Task<int> TreeAsync(DurableContext ctx, int depth)
        {
            if (depth == 0)
            {
                return await ctx.StepAsync("leaf", () => 1);
            }

            await using var p = ctx.Parallel($"level-{depth}", c => c.MaxConcurrency(2));
            var futures = Enumerable.Range(0, 3).Select(i => p.Branch($"b{i}", b => TreeAsync(b, depth - 1))).ToList();
            await p.JoinAsync();
            return futures.Sum(f => f.Result);
        }
    }

    [Test]
    public async Task Scopes_TwoOpenAtOnce_KeepTheirPlaces()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            await using var first = ctx.Parallel("first");
            await using var second = ctx.Parallel("second");
            var a = first.Branch("a", b => b.StepAsync("s", () => "a"));
            var z = second.Branch("z", b => b.StepAsync("s", () => "z"));
            await second.JoinAsync();
            await first.JoinAsync();
            return a.Result + z.Result;
        });

        live.Should().Be("az");
        replayed.Should().Be("az");
    }
}
