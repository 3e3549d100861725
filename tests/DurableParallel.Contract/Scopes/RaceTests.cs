using System.Threading.Channels;
using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class RaceTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task Race_AgainstAOneDayWait_ReturnsAtOnce()
    {
        var begin = Host.Clock.GetUtcNow();
        var waiting = new Gate();

        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("race", c => c.FirstSuccessful());
            var fast = p.Branch("fast", b => b.StepAsync("s", () => WinAsync(waiting)));
            var slow = p.Branch("slow", b => WaitADayAsync(b, waiting));
            var result = await p.JoinAsync();
            return $"{fast.Result} {slow.Status} {result.CompletionReason} {result.TotalCount}";
        });

        run.Value.Should().Be("1 Canceled MinSuccessfulReached 2");
        (Host.Clock.GetUtcNow() - begin).Should().BeLessThan(TimeSpan.FromMinutes(1));
        run.Operation("slow").Record.Status.Should().Be(OperationStatus.Started, "a canceled branch writes nothing more");
    }

    [Test]
    public async Task Race_WithDrain_WaitsForTheParkedBranchToo()
    {
        var begin = Host.Clock.GetUtcNow();
        var waiting = new Gate();

        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("race", c => c.FirstSuccessful().RunningBranches(RunningBranches.Drain));
            p.Branch("fast", b => b.StepAsync("s", () => WinAsync(waiting)));
            var slow = p.Branch("slow", async b =>
            {
                await WaitADayAsync(b, waiting);
                return "slow";
            });
            var result = await p.JoinAsync();
            return $"{slow.Result} {result.CompletionReason}";
        });

        run.Value.Should().Be("slow MinSuccessfulReached");
        (Host.Clock.GetUtcNow() - begin).Should().Be(TimeSpan.FromDays(1));
    }

    [Test]
    public async Task Loser_Released_RunsItsFinallyBeforeTheJoinReturns()
    {
        var waiting = new Gate();

        var seen = await ValueAsync(async ctx =>
        {
            var trace = new List<string>();
            await using var p = ctx.Parallel(c => c.FirstSuccessful());
            p.Branch("winner", b => b.StepAsync("s", () => WinAsync(waiting)));
            p.Branch("loser", async b =>
            {
                try
                {
                    await WaitADayAsync(b, waiting);
                    trace.Add("went on");
                }
                catch (OperationCanceledException)
                {
                    trace.Add("canceled");
                    throw;
                }
                finally
                {
                    trace.Add($"finally {b.CancellationToken.IsCancellationRequested}");
                }
            });
            await p.JoinAsync();
            return string.Join(", ", trace);
        });

        seen.Should().Be("canceled, finally True");
    }

    [Test]
    public async Task Loser_Released_IsCanceledHoweverItsBodyEnds([Values("returns", "throws")] string end)
    {
        var waiting = new Gate();

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            await using var p = ctx.Parallel(c => c.FirstSuccessful());
            p.Branch("winner", b => b.StepAsync("s", () => WinAsync(waiting)));
            var loser = p.Branch("loser", async b =>
            {
                try
                {
                    await WaitADayAsync(b, waiting);
                }
                catch (OperationCanceledException) when (end == "returns")
                {
                    return 5;
                }
                catch (OperationCanceledException)
                {
                    throw new InvalidDataException("other");
                }

                return 6;
            });
            var result = await p.JoinAsync();
            return $"{loser.Status} {result.CanceledCount} {result.FailureCount}";
        });

        live.Should().Be("Canceled 1 0");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Loser_StartingAnotherOperation_IsRefusedAndWritesNothing()
    {
        var bodies = 0;
        var waiting = new Gate();

        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("race", c => c.FirstSuccessful());
            p.Branch("winner", b => b.StepAsync("s", () => WinAsync(waiting)));
            p.Branch("loser", async b =>
            {
                try
                {
                    await WaitADayAsync(b, waiting);
                }
                finally
                {
                    await b.StepAsync("too late", () => Interlocked.Increment(ref bodies));
                }
            });
            return (await p.JoinAsync()).CanceledCount;
        });

        run.Value.Should().Be(1);
        bodies.Should().Be(0);
        run.Execution.Operations.Should().NotContain(o => o.Name == "too late");
    }

    [Test]
    public async Task Branches_AwaitingDifferentWaits_ReplayIndependently()
    {
        var bodies = new int[3];

        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope");
            var futures = Enumerable.Range(0, 3).Select(i => p.Branch($"b{i}", async b =>
            {
                var before = await b.StepAsync("before", () => Interlocked.Increment(ref bodies[i]));
                await b.WaitAsync(TimeSpan.FromSeconds(10 * (i + 1)));
                return before + await b.StepAsync("after", () => Interlocked.Increment(ref bodies[i]));
            })).ToList();
            await p.JoinAsync();
            return futures.Select(f => f.Result).ToArray();
        });

        run.Value.Should().Equal(3, 3, 3);
        bodies.Should().Equal(2, 2, 2);
        run.Execution.Updates.GroupBy(u => (u.Hex, u.Action)).Should().NotContain(g => g.Count() > 1, "nothing is recorded twice");
    }

    [Test]
    public async Task Branch_HoppingThreadsBesideAPendingOperation_IsNotTakenForParked([Values("yield", "delay", "channel", "run")] string hop)
    {
        var bodies = 0;

        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel();
            var parked = p.Branch("parked", b => b.WaitAsync(TimeSpan.FromDays(1)));
            var hopping = p.Branch("hopping", async b =>
            {
                Interlocked.Increment(ref bodies);
                for (var i = 0; i < 5; i++)
                {
                    await HopAsync(hop);
                }

                return await b.StepAsync("after", () => 5);
            });
            await p.JoinAsync();
            return $"{parked.Status} {hopping.Result}";
        });

        run.Value.Should().Be("Succeeded 5");
        bodies.Should().Be(1, "its invocation may not be suspended, nor time be moved on, while it hops");
    }

    [Test]
    public async Task Operation_StartedBesideAHop_IsStillAwaitedAfterIt([Values("yield", "delay", "channel", "run")] string hop)
    {
        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel();
            var branch = p.Branch("b", async b =>
            {
                var wait = b.WaitAsync(TimeSpan.FromSeconds(30));
                await HopAsync(hop);
                await wait;
                return await b.StepAsync("after", () => 5);
            });
            await p.JoinAsync();
            return branch.Result;
        });

        run.Value.Should().Be(5);
    }

    [Test]
    public async Task Caller_WithASynchronizationContext_IsNotNeededToGoOn()
    {
        var seen = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = SynchronizationContext.Current;
        Task<IContractExecution> starting;
        SynchronizationContext.SetSynchronizationContext(new DeafSynchronizationContext());
        try
        {
            starting = StartAsync(async ctx =>
            {
                await using var p = ctx.Parallel();
                p.Branch("a", async b =>
                {
                    await b.WaitAsync(TimeSpan.FromSeconds(1));
                    await b.StepAsync("s", () => 1);
                });
                await p.JoinAsync();
                seen.TrySetResult(SynchronizationContext.Current is null);
                return 0;
            });
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        var withoutContext = await seen.Task.WaitAsync(HangGuard);

        withoutContext.Should().BeTrue();
        starting.Should().NotBeNull();
    }

    [Test]
    public async Task Body_ThatSetsASynchronizationContext_IsResumedWithoutIt()
    {
        var value = await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel();
            var a = p.Branch("a", async b =>
            {
                SynchronizationContext.SetSynchronizationContext(new DeafSynchronizationContext());
                var first = await b.StepAsync("s1", () => 1);
                await b.WaitAsync(TimeSpan.FromSeconds(1));
                return first + await b.StepAsync("s2", () => 1);
            });
            await p.JoinAsync();
            return a.Result;
        });

        value.Should().Be(2);
    }

    private static async Task<int> WinAsync(Gate loserIsWaiting)
    {
        await loserIsWaiting.Opened;
        return 1;
    }

    private static async Task WaitADayAsync(DurableContext context, Gate isWaiting)
    {
        var wait = context.WaitAsync(TimeSpan.FromDays(1));
        isWaiting.Open();
        await wait;
    }

    private static async Task HopAsync(string hop)
    {
        switch (hop)
        {
            case "yield":
                await Task.Yield();
                break;
            case "delay":
                // Only a real timer comes back on a thread that nobody of us knows.
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
                break;
            case "run":
                await Task.Run(static () => { });
                break;
            default:
                var channel = Channel.CreateUnbounded<int>();
                var read = channel.Reader.ReadAsync().AsTask();
                ThreadPool.QueueUserWorkItem(_ => channel.Writer.TryWrite(1));
                await read;
                break;
        }
    }

    /// <summary>Runs nothing that is posted to it.</summary>
    private sealed class DeafSynchronizationContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }

        public override void Send(SendOrPostCallback d, object? state)
        {
        }
    }
}
