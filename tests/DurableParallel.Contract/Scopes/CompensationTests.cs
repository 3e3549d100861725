using System.Collections.Concurrent;
using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

/// <summary>What succeeded in a failed scope is undone.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class CompensationTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };

    [Test]
    public async Task FailedScope_UndoesWhatSucceeded_LastFirstWithItsValue([Values] NestingType nesting)
    {
        var undone = new ConcurrentQueue<string>();
        var run = await RunAsync(ctx => BookAsync(ctx, nesting, undone));

        run.Value.Should().Be("ParallelExecutionException 0 errors, after hotel 2|void|flight 1");
        undone.Should().Equal("hotel 2", "void", "flight 1");
        var saga = OperationId.CompensationOf(new OperationId(null, 1));
        run.Operation("trip-compensation").Should().BeEquivalentTo(new { saga.Hex, ParentHex = (string?)null });
        run.Operation("trip-compensation").Record.SubType.Should().Be(OperationSubTypes.ChildContext);
        run.Execution.Operations.Where(o => o.ParentHex == saga.Hex).Select(o => (o.Name, o.Hex)).Should().Equal(
            ("hotel", new OperationId(saga, 1).Hex), ("void", new OperationId(saga, 2).Hex), ("flight", new OperationId(saga, 3).Hex));
        var updates = run.Execution.Updates.ToList();
        updates.FindIndex(u => u.Hex == saga.Hex).Should().BeGreaterThan(updates.FindLastIndex(u => u.Hex == run.Operation("trip").Hex));
    }

    [Test]
    public async Task CompensateWith_WhereABranchIsRegistered_IsItsCompensation()
    {
        var undone = new ConcurrentQueue<string>();
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("trip", c => c.MaxConcurrency(1));
            DurableFuture<int> flight = p.Branch("flight", b => b.StepAsync("s", () => 1)).CompensateWith((c, number) => c.StepAsync("undo", () => undone.Enqueue($"flight {number}")));
            DurableFuture<int> hotel = p.Branch("hotel", b => b.StepAsync("s", () => 2)).CompensateWith(c => c.StepAsync("undo", () => undone.Enqueue("hotel")));
            p.Branch("void", b => b.StepAsync("s", () => { })).CompensateWith(c => c.StepAsync("undo", () => undone.Enqueue("void")));
            var failing = p.Branch("failing", _ => throw new InvalidDataException("no"));
            var second = flight.Invoking(f => f.CompensateWith(_ => Task.CompletedTask)).Should().Throw<InvalidOperationException>().Which.Message;
            var result = await p.SettleAsync();
            var late = failing.Invoking(f => f.CompensateWith(_ => Task.CompletedTask)).Should().Throw<InvalidOperationException>().Which.Message;
            return $"{flight.Result} {hotel.Result} {result.IsSuccess}|{second}|{late}";
        });

        live.Should().StartWith("1 2 False|Branch 'flight' of the parallel scope 'trip' was given a second compensation. ")
            .And.Contain("|Branch 'failing' was given a compensation after the join of the parallel scope 'trip' had begun. ");
        replayed.Should().Be(live);
        undone.Should().Equal("void", "hotel", "flight 1");
    }

    [Test]
    public async Task Replayed_NothingIsUndoneTwice([Values] NestingType nesting)
    {
        var undone = new ConcurrentQueue<string>();
        var (live, replayed) = await LiveAndReplayedAsync(ctx => BookAsync(ctx, nesting, undone));

        live.Should().StartWith("ParallelExecutionException");
        replayed.Should().Be(live);
        undone.Should().HaveCount(3);
    }

    [Test]
    public async Task CrashAtEveryCheckpoint_UndoesAllAndComesToTheSame([Values] NestingType nesting, [Values(FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        await RunAsync(ctx => BookAsync(ctx, nesting, []), undisturbed);

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = fault switch
            {
                FaultKind.CrashBefore => FaultPlan.CrashBefore(k),
                FaultKind.CrashAfter => FaultPlan.CrashAfter(k),
                _ => FaultPlan.LoseAcknowledgement(k),
            };
            var undone = new ConcurrentQueue<string>();
            var run = await RunAsync(ctx => BookAsync(ctx, nesting, undone), plan);

            run.Value.Should().StartWith("ParallelExecutionException 0 errors", "of {0}", plan);
            undone.Distinct().Should().Equal(["hotel 2", "void", "flight 1"], "of {0}", plan);
            run.Execution.Updates.Where(u => u.Action is OperationAction.Succeed or OperationAction.Fail).GroupBy(u => u.Hex)
                .Should().NotContain(g => g.Count() > 1, "of {0}", plan);
        }
    }

    [Test]
    public async Task FailingCompensation_IsRetriedRecordedAndDoesNotStopTheOthers()
    {
        var attempts = 0;
        var undone = new ConcurrentQueue<string>();
        var begin = Host.Clock.GetUtcNow();
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("trip", c => c.ToleratedFailureCount(0));
            p.Branch("first", b => b.StepAsync("s", () => 1), new BranchOptions<int> { Compensate = (c, value) => c.StepAsync("undo", () => undone.Enqueue($"first {value}")) });
            p.Branch("stubborn", b => b.StepAsync("s", () => 2), new BranchOptions<int>
            {
                Compensate = (c, _) => c.StepAsync("undo", () =>
                {
                    Interlocked.Increment(ref attempts);
                    throw new InvalidDataException("cannot undo");
                }, Once),
            });
            p.Branch("broken", async b =>
            {
                await b.WaitAsync(TimeSpan.FromSeconds(5));
                throw new InvalidDataException("broken");
            });
            var result = await p.SettleAsync();
            var error = result.CompensationErrors.Single();
            return $"{error.Index} {error.Name} {error.Error.ErrorType} {error.Error.ErrorMessage} {ctx.UtcNow.Ticks}";
        });

        live.Should().StartWith("1 stubborn System.IO.InvalidDataException cannot undo");
        replayed.Should().Be(live);
        attempts.Should().Be(6, "the default strategy has six attempts");
        undone.Should().Equal("first 1");
        Host.Clock.GetUtcNow().Should().BeAfter(begin);
    }

    [Test]
    public async Task FailingCompensation_IsNamedInTheException()
    {
        var message = await ValueAsync(async ctx =>
        {
            try
            {
                var p = ctx.Parallel(c => c.ToleratedFailureCount(0).MaxConcurrency(1));
                p.Branch("a", _ => Task.CompletedTask, new BranchOptions { Compensate = _ => throw new InvalidDataException("cannot undo") });
                p.Branch("b", _ => throw new InvalidDataException("broken"));
                await p.JoinAsync();
                return "nothing thrown";
            }
            catch (ParallelExecutionException failed)
            {
                return failed.Message;
            }
        });

        message.Should().Contain("broken. 1 compensation failed").And.Contain("cannot undo").And.Contain("broken");
    }

    [TestCase(10)]
    [TestCase(250)]
    public async Task Name_OfTheCompensation_IsThatOfTheScopeAsFarAsThereIsRoom(int length)
    {
        var name = new string('n', length);
        var run = await RunAsync(async ctx =>
        {
            var p = ctx.Parallel(name);
            p.Branch("a", _ => Task.CompletedTask, new BranchOptions { Compensate = _ => Task.CompletedTask });
            p.Branch("b", b => b.StepAsync("fails", () => throw new InvalidDataException("broken"), Once));
            return (await p.SettleAsync()).IsSuccess;
        });

        run.Execution.Operations.Select(o => o.Name).Should().Contain(name[..Math.Min(length, 243)] + "-compensation");
    }

    [Test]
    public async Task TimeOfTheScope_IsThatOfItsCompensationsEnd()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope");
            p.Branch("a", _ => Task.CompletedTask, new BranchOptions { Compensate = b => b.WaitAsync(TimeSpan.FromHours(1)) });
            p.Branch("b", b => b.StepAsync("fails", () => throw new InvalidDataException("broken"), Once));
            var before = ctx.UtcNow;
            await p.SettleAsync();
            return ctx.UtcNow - before;
        });

        live.Should().BeGreaterThanOrEqualTo(TimeSpan.FromHours(1));
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Errors_OfManyCompensations_AreKeptAsFarAsThereIsRoom()
    {
        const int Room = 512 * 1024;
        const int Branches = 26;
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.AllSuccessful().MaxConcurrency(1));
            for (var i = 0; i < Branches; i++)
            {
                p.Branch($"b{i}", _ => Task.CompletedTask, new BranchOptions { Compensate = _ => throw new InvalidDataException(new string('e', 26_000)) });
            }

            p.Branch("fails", _ => throw new InvalidDataException("broken"));
            return (await p.SettleAsync()).CompensationErrors;
        });

        live.Select(error => error.Index).Should().Equal(Enumerable.Range(0, live.Count).Select(i => Branches - 1 - i));
        live.Should().OnlyContain(error => error.Error.StackTrace!.Count > 1, "they count as well");
        live.Sum(LengthOf).Should().BeLessThanOrEqualTo(Room).And.BeGreaterThan(Room - live.Max(LengthOf));
        replayed.Should().BeEquivalentTo(live);

        static int LengthOf(CompensationError error) =>
            error.Error.ErrorType.Length + error.Error.ErrorMessage.Length + error.Error.StackTrace!.Sum(static line => line.Length);
    }

    [Test]
    public async Task SuccessfulScope_UndoesNothing()
    {
        var run = await RunAsync(async ctx =>
        {
            var p = ctx.Parallel("trip", c => c.ToleratedFailureCount(1));
            p.Branch("a", b => b.StepAsync("s", () => 1), new BranchOptions<int> { Compensate = (c, _) => c.StepAsync("undo", () => { }) });
            p.Branch("b", _ => throw new InvalidDataException("tolerated"));
            return (await p.JoinAsync()).IsSuccess;
        });

        run.Value.Should().BeTrue();
        run.Execution.Operations.Should().NotContain(o => o.Name == "undo" || o.Name == "trip-compensation");
    }

    [Test]
    public async Task TimedOutAndMissedMinimum_AreUndone([Values] bool timesOut)
    {
        var undone = new ConcurrentQueue<int>();

        var reason = await ValueAsync(async ctx =>
        {
            var p = ctx.Parallel("trip", new ParallelConfig { Timeout = timesOut ? TimeSpan.FromSeconds(5) : null, MinSuccessful = -1 });
            p.Branch("a", b => b.StepAsync("s", () => 1), new BranchOptions<int> { Compensate = (c, value) => c.StepAsync("undo", () => undone.Enqueue(value)) });
            p.Branch("b", b => timesOut ? b.WaitAsync(TimeSpan.FromDays(1)) : throw new InvalidDataException("missed"));
            return $"{(await p.SettleAsync()).CompletionReason}";
        });

        reason.Should().Be(timesOut ? "TimedOut" : "AllCompleted");
        undone.Should().Equal(1);
    }

    [Test]
    public async Task ScopeThatIsDisposed_IsUndoneAndThenThrows()
    {
        var undone = new ConcurrentQueue<int>();

        var caught = await ValueAsync(async ctx =>
        {
            try
            {
                await using var p = ctx.Parallel("trip", c => c.MaxConcurrency(1));
                p.Branch("a", b => b.StepAsync("s", () => 1), new BranchOptions<int> { Compensate = (c, value) => c.StepAsync("undo", () => undone.Enqueue(value)) });
                p.Branch("b", _ => throw new InvalidDataException("broken"));
            }
            catch (ParallelExecutionException)
            {
                return undone.Count;
            }

            return -1;
        });

        caught.Should().Be(1);
    }

    [Test]
    public async Task NestedScope_InABranchThatIsReleasedMeanwhile_IsRefused()
    {
        var isUndoing = new Gate();
        var undone = new ConcurrentQueue<string>();
        var run = await RunAsync(async ctx =>
        {
            var p = ctx.Parallel("outer", c => c.MinSuccessful(1));
            var loser = p.Branch("loser", async b =>
            {
                var q = b.Parallel("inner", c => c.MaxConcurrency(1));
                q.Branch("a", _ => Task.CompletedTask, new BranchOptions { Compensate = c => c.StepAsync("undo a", () => undone.Enqueue("a")) });
                q.Branch("z", _ => Task.CompletedTask, new BranchOptions
                {
                    Compensate = async c =>
                    {
                        isUndoing.Open();
                        await c.WaitAsync(TimeSpan.FromDays(1));
                    },
                });
                q.Branch("broken", _ => throw new InvalidDataException("broken"));
                await q.JoinAsync();
            });
            p.Branch("winner", b => b.StepAsync("s", () => isUndoing.Opened));
            await p.JoinAsync();
            await ctx.WaitAsync(TimeSpan.FromDays(2));
            return loser.Status;
        });

        run.Value.Should().Be(BranchStatus.Canceled);
        undone.Should().BeEmpty("a canceled branch begins nothing more");
    }

    [Test]
    public async Task NestedScopes_EachUndoTheirOwn()
    {
        var undone = new ConcurrentQueue<string>();
        await ValueAsync(async ctx =>
        {
            var p = ctx.Parallel("outer", c => c.MaxConcurrency(1));
            p.Branch("done", _ => Task.CompletedTask, new BranchOptions { Compensate = c => c.StepAsync("undo", () => undone.Enqueue("outer")) });
            p.Branch("fails", async b =>
            {
                var q = b.Parallel("inner", c => c.MaxConcurrency(1));
                q.Branch("done", _ => Task.CompletedTask, new BranchOptions { Compensate = c => c.StepAsync("undo", () => undone.Enqueue("inner")) });
                q.Branch("broken", _ => throw new InvalidDataException("root"));
                await q.JoinAsync();
            });
            return (await p.SettleAsync()).GetErrors().Single().Message;
        });

        undone.Should().Equal("inner", "outer");
    }

    [Test]
    public async Task ValueBeyond256KiB_IsGivenToTheCompensation([Values] NestingType nesting)
    {
        var undone = new ConcurrentQueue<int>();
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("trip", new ParallelConfig { MaxConcurrency = 1, Nesting = nesting });
            p.Branch("large", async b => new string(await b.StepAsync("s", () => 'x'), 300_000), new BranchOptions<string>
            {
                Compensate = async (c, value) =>
                {
                    await c.WaitAsync(TimeSpan.FromDays(1));
                    await c.StepAsync("undo", () => undone.Enqueue(value.Length));
                },
            });
            p.Branch("broken", _ => throw new InvalidDataException("broken"));
            return (await p.SettleAsync()).SuccessCount;
        });

        live.Should().Be(1);
        replayed.Should().Be(1);
        undone.Should().Equal(300_000);
    }

    private static async Task<string> BookAsync(DurableContext ctx, NestingType nesting, ConcurrentQueue<string> undone)
    {
        var p = ctx.Parallel("trip", new ParallelConfig { Nesting = nesting });
        p.Branch("flight", b => b.StepAsync("book", () => 1), new BranchOptions<int>
        {
            Compensate = async (c, value) =>
            {
                await c.WaitAsync(TimeSpan.FromHours(1));
                await c.StepAsync("undo", () => undone.Enqueue($"flight {value}"));
            },
        });
        p.Branch("void", b => b.StepAsync("book", () => { }), new BranchOptions { Compensate = c => c.StepAsync("undo", () => undone.Enqueue("void")) });
        p.Branch("kept", b => b.StepAsync("book", () => { }));
        p.Branch("hotel", b => b.StepAsync("book", () => 2), new BranchOptions<int> { Compensate = (c, value) => c.StepAsync("undo", () => undone.Enqueue($"hotel {value}")) });
        p.Branch("broken", async b =>
        {
            await b.WaitAsync(TimeSpan.FromSeconds(5));
            throw new InvalidDataException("broken");
        }, new BranchOptions { Compensate = _ => throw new InvalidOperationException("it never succeeded") });
        try
        {
            await p.JoinAsync();
            return "nothing thrown";
        }
        catch (ParallelExecutionException failed)
        {
            return $"{failed.GetType().Name} {failed.Result.CompensationErrors.Count} errors, after {string.Join('|', undone.Distinct())}";
        }
    }
}
