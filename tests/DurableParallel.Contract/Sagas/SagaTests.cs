using System.Collections.Concurrent;
using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Sagas;

/// <summary>Operations in sequence that are undone when their block fails.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class SagaTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };

    private readonly ConcurrentQueue<string> _effects = [];

    [Test]
    public async Task Block_ThatIsCompleted_UndoesNothingAndRecordsNothingMore()
    {
        var run = await RunAsync(async ctx =>
        {
            await using var saga = ctx.Saga("book");
            var flight = await saga.StepAsync("flight", () => Do("flight"), Undo);
            var hotel = await saga.StepAsync("hotel", () => Do("hotel"), Undo);
            saga.Complete();
            saga.Complete();
            return $"{flight} {hotel}";
        });

        run.Value.Should().Be("flight hotel");
        _effects.Should().Equal("flight", "hotel");
        run.Execution.Operations.Select(o => o.Name).Should().Equal("flight", "hotel");
    }

    [Test]
    public async Task Block_ThatThrows_UndoesWhatWasDoneInReverseOrderAndTheExceptionGoesOn()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                await BookAsync(ctx);
                return "booked";
            }
            catch (StepFailedException failed)
            {
                return failed.Message;
            }
        });

        live.Should().StartWith("no car");
        replayed.Should().Be(live);
        _effects.Should().Equal("flight", "hotel", "paid", "undo paid", "undo hotel", "undo flight");
    }

    [Test]
    public async Task Block_ThatIsLeftWithoutComplete_IsUndone()
    {
        var seen = await ValueAsync(async ctx =>
        {
            await using (var saga = ctx.Saga())
            {
                await saga.StepAsync("flight", () => Do("flight"), Undo);
            }

            return "left";
        });

        seen.Should().Be("left");
        _effects.Should().Equal("flight", "undo flight");
    }

    [Test]
    public async Task Undoing_IsOneContextWithAChildForEach()
    {
        var run = await RunAsync(async ctx =>
        {
            try
            {
                await BookAsync(ctx);
            }
            catch (StepFailedException)
            {
            }

            return 0;
        });

        var undoing = run.Operation("book-compensation");
        undoing.Hex.Should().Be(new OperationId(null, 5).Hex, "it takes the next place when it begins");
        undoing.Record.Status.Should().Be(OperationStatus.Succeeded);
        run.Execution.Operations.Where(o => o.ParentHex == undoing.Hex).Select(o => o.Name).Should().Equal("payment", "hotel", "flight");
    }

    [Test]
    public async Task Compensation_ThatFailsForGood_DoesNotStopTheOthersAndSaysWhatFailedToo()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                await using var saga = ctx.Saga("book");
                await saga.StepAsync("flight", () => Do("flight"), Undo);
                await saga.StepAsync("hotel", () => Do("hotel"), (_, _) => throw new InvalidDataException("the hotel is closed"));
                await ctx.StepAsync("count", () => 1);
                await saga.StepAsync("car", NoCar, Undo, Once);
                saga.Complete();
                return "booked";
            }
            catch (SagaCompensationException failed)
            {
                return $"{failed.SagaName} {failed.Code} {string.Join(',', failed.CompensationErrors.Select(e => $"{e.Index} {e.Name} {e.Error.ErrorMessage}"))} {failed.InnerException!.GetType().Name} {failed.Message}";
            }
        });

        live.Should().StartWith("book DP1040 1 hotel the hotel is closed StepFailedException Saga 'book' could not undo everything: 1 compensation failed, first that of 'hotel'")
            .And.Contain("no car");
        replayed.Should().Be(live);
        _effects.Should().Equal("flight", "hotel", "undo flight");
    }

    [Test]
    public async Task Compensation_ThatFailsOnce_IsRetried()
    {
        var attempts = 0;
        var run = await RunAsync(async ctx =>
        {
            await using var saga = ctx.Saga("book");
            await saga.StepAsync("flight", () => Do("flight"), (c, flight) => c.StepAsync(
                "cancel",
                () => Interlocked.Increment(ref attempts) < 2 ? throw new InvalidDataException("busy") : Do($"undo {flight}"),
                Once));
            return 0;
        });

        run.Value.Should().Be(0);
        _effects.Should().Equal("flight", "undo flight");
    }

    [Test]
    public async Task SagaAsync_UndoesWhenItsBodyThrows_AndKeepsTheCauseBesideFailedCompensations()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var good = await ctx.SagaAsync("good", async saga => await saga.StepAsync("flight", () => Do("flight"), Undo));
            var plain = await MessageOfAsync(() => ctx.SagaAsync("plain", async saga =>
            {
                await saga.StepAsync("hotel", () => Do("hotel"), Undo);
                throw new InvalidDataException("changed my mind");
            }));
            var broken = await MessageOfAsync(() => ctx.SagaAsync("broken", async saga =>
            {
                saga.CompensateWith("by hand", _ => throw new InvalidDataException("no hands"));
                await Task.CompletedTask;
                throw new InvalidDataException("changed my mind again");
            }));
            return $"{good}|{plain}|{broken}";
        });

        live.Should().StartWith("flight|InvalidDataException changed my mind|SagaCompensationException Saga 'broken' could not undo everything")
            .And.Contain("'by hand'").And.Contain("changed my mind again");
        replayed.Should().Be(live);
        _effects.Should().Equal("flight", "hotel", "undo hotel");

        static async Task<string> MessageOfAsync(Func<Task> call)
        {
            try
            {
                await call();
                return "nothing thrown";
            }
            catch (Exception thrown)
            {
                return $"{thrown.GetType().Name} {thrown.Message}";
            }
        }
    }

    [Test]
    public async Task OperationThatHasNotEnded_IsAwaitedBeforeItIsUndone()
    {
        var run = await RunAsync(async ctx =>
        {
            await using var saga = ctx.Saga("book");
            var go = new Gate();
            _ = saga.StepAsync("slow", async () =>
            {
                await go.Opened;
                return Do("slow");
            }, Undo);
            _ = saga.StepAsync("failing", NoCar, Undo, Once);
            go.Open();
            return 0;
        });

        run.Value.Should().Be(0);
        _effects.Should().Equal("slow", "undo slow");
    }

    [Test]
    public async Task Saga_AfterItsEnd_TakesNothingMore()
    {
        var seen = await ValueAsync(async ctx =>
        {
            var completed = ctx.Saga("completed");
            completed.Complete();
            var undone = ctx.Saga("undone");
            await undone.DisposeAsync();
            await undone.DisposeAsync();
            return new[]
            {
                MessageOf(() => completed.CompensateWith(_ => Task.CompletedTask)),
                MessageOf(() => completed.StepAsync("s", () => { }, _ => Task.CompletedTask)),
                MessageOf(() => undone.CompensateWith(_ => Task.CompletedTask)),
                MessageOf(undone.Complete),
            };
        });

        seen[0].Should().Be(seen[1]).And.Contain("after it had been completed");
        seen[2].Should().Contain("after it had been undone");
        seen[3].Should().Contain("Call Complete as the last line");
        _effects.Should().BeEmpty();

        static string MessageOf(Action call) => call.Should().Throw<InvalidOperationException>().Which.Message;
    }

    [Test]
    public async Task Suspension_InTheBlock_UndoesNothing()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            await using var saga = ctx.Saga("book");
            await saga.StepAsync("flight", () => Do("flight"), Undo);
            await ctx.WaitAsync(TimeSpan.FromDays(1));
            saga.Complete();
            return "booked";
        });

        live.Should().Be("booked");
        replayed.Should().Be(live);
        _effects.Should().Equal("flight");
    }

    [Test]
    public async Task Saga_InABranchThatIsCanceled_UndoesNothing()
    {
        var run = await RunAsync(async ctx =>
        {
            var parked = new Gate();
            var p = ctx.Parallel("race", c => c.FirstSuccessful());
            p.Branch("winner", b => b.StepAsync("s", () => parked.Opened));
            var loser = p.Branch("loser", async b =>
            {
                await using var saga = b.Saga("book");
                await saga.StepAsync("flight", () => Do("flight"), Undo);
                var wait = b.WaitAsync(TimeSpan.FromDays(1));
                parked.Open();
                await wait;
                saga.Complete();
            });
            await p.JoinAsync();
            return loser.Status;
        });

        run.Value.Should().Be(BranchStatus.Canceled);
        _effects.Should().Equal("flight");
    }

    [Test]
    public async Task CrashAtEveryCheckpoint_EverythingIsUndoneOnceAndTheOutcomeIsTheSame([Values(FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        var expected = (await RunAsync(CodeAsync, undisturbed)).Value;

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            _effects.Clear();
            var plan = FaultPlan.Create(fault, k);

            (await RunAsync(CodeAsync, plan)).Value.Should().Be(expected, "of {0}", plan);
            plan.HasFired.Should().BeTrue();
            _effects.Distinct().Should().Equal(["flight", "hotel", "paid", "undo paid", "undo hotel", "undo flight"], "of {0}: steps may run twice, in their order", plan);
        }

        async Task<string> CodeAsync(DurableContext ctx)
        {
            try
            {
                await BookAsync(ctx);
                return "booked";
            }
            catch (StepFailedException failed)
            {
                return await ctx.StepAsync("end", () => failed.Message);
            }
        }
    }

    [Test]
    public async Task Drift_WhenTheBlockNoLongerFails_IsFound()
    {
        var outcome = await RedeployedAsync(ctx => CodeAsync(ctx, fails: true), ctx => CodeAsync(ctx, fails: false));

        DriftOf(outcome).Should().Contain("book-compensation");

        async Task<int> CodeAsync(DurableContext ctx, bool fails)
        {
            try
            {
                await using var saga = ctx.Saga("book");
                await saga.StepAsync("flight", () => Do("flight"), Undo);
                if (fails)
                {
                    throw new InvalidDataException("no");
                }

                saga.Complete();
            }
            catch (InvalidDataException)
            {
            }

            return await ctx.StepAsync("next", () => 1);
        }
    }

    private async Task BookAsync(DurableContext ctx)
    {
        await using var saga = ctx.Saga("book");
        await saga.StepAsync("flight", () => Do("flight"), Undo);
        var hotel = await saga.StepAsync("hotel", _ => Task.FromResult(Do("hotel")), Undo);
        await ctx.RunInChildContextAsync("pay", async child => await child.StepAsync("charge", () => Do("paid")));
        saga.CompensateWith("payment", c => Undo(c, "paid"));
        await saga.StepAsync($"car-of-{hotel}", NoCar, Undo, Once);
        saga.Complete();
    }

    private static string NoCar() => throw new InvalidDataException("no car");

    private string Do(string what)
    {
        _effects.Enqueue(what);
        return what;
    }

    private Task Undo(DurableContext ctx, string what) => ctx.StepAsync("cancel", () => Do($"undo {what}"));
}
