using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class FutureTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task Future_BeforeTheJoin_SaysToJoinFirst()
    {
        var seen = await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel();
            var future = p.Branch("a", _ => Task.FromResult(1));
            var status = future.Status;
            var read = MessageOf<InvalidOperationException>(() => future.Result);
            var task = MessageOf<InvalidOperationException>(() => future.AsTask());
            await p.JoinAsync();
            return $"{status}|{read}|{task}";
        });

        var parts = seen.Split('|');
        parts[0].Should().Be("Pending");
        parts[1].Should().Contain("JoinAsync");
        parts[2].Should().Contain("JoinAsync");
    }

    [Test]
    public async Task Future_DuringTheJoin_ResultSaysStillRunningAndAsTaskWaits()
    {
        var seen = await ValueAsync(async ctx =>
        {
            var looked = new Gate();
            await using var p = ctx.Parallel();
            var slow = p.Branch("slow", b => b.StepAsync("until looked at", async () =>
            {
                await looked.Opened;
                return 20;
            }));
            var sibling = p.Branch("sibling", async b =>
            {
                var message = MessageOf<InvalidOperationException>(() => slow.Result);
                looked.Open();
                return $"{message}|{await slow.AsTask() + 1}";
            });
            await p.JoinAsync();
            return sibling.Result;
        });

        seen.Split('|')[0].Should().Contain("running").And.EndWith("or, inside a sibling, await AsTask().");
        seen.Split('|')[1].Should().Be("21");
    }

    [Test]
    public async Task Future_AfterTheJoin_HasItsValue()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            await using var p = ctx.Parallel();
            var future = p.Branch("a", b => b.StepAsync("s", () => 7));
            await p.JoinAsync();
            return $"{future.Status} {future.Result} {future.ResultOr(0)} {future.TryGetResult(out var tried)} {tried} {await future.AsTask()}";
        });

        live.Should().Be("Succeeded 7 7 True 7 7");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Future_Skipped_FailsAtOnce()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            await using var p = ctx.Parallel(c => c.MaxConcurrency(1).MinSuccessful(1));
            p.Branch("winner", _ => Task.FromResult(1));
            var skipped = p.Branch("skipped", _ => Task.FromResult(2));
            await p.JoinAsync();
            return $"{skipped.Status} {KindOf(() => skipped.Result)} {await KindOfAsync(() => skipped.AsTask())} {skipped.TryGetResult(out _)} {skipped.ResultOr(-1)}";
        });

        live.Should().Be("Skipped BranchSkippedException BranchSkippedException False -1");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Future_Canceled_FailsAtOnce()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            await using var p = ctx.Parallel(c => c.FirstSuccessful());
            p.Branch("winner", b => b.StepAsync("s", () => 1));
            var canceled = p.Branch("canceled", async b =>
            {
                await b.WaitAsync(TimeSpan.FromDays(1));
                return 2;
            });
            await p.JoinAsync();
            return $"{canceled.Status} {KindOf(() => canceled.Result)} {await KindOfAsync(() => canceled.AsTask())} {canceled.TryGetResult(out _)} {canceled.ResultOr(-1)}";
        });

        live.Should().Be("Canceled BranchCanceledException BranchCanceledException False -1");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Future_FailedThroughNestedScopes_HasTheRootsError()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var outer = ctx.Parallel("outer");
            var future = outer.Branch("outer-branch", async b =>
            {
                var inner = b.Parallel("inner", c => c.AllCompleted());
                var failed = inner.Branch("inner-branch", i => i.StepAsync<int>("s", () => throw new InvalidDataException("root cause"), new StepConfig { Retry = RetryStrategy.None }));
                await inner.JoinAsync();
                return failed.Result;
            });
            await outer.SettleAsync();
            try
            {
                return $"value {future.Result}";
            }
            catch (BranchFailedException e)
            {
                return $"{e.Message}|{e.Error.ErrorType}|{e.Error.StackTrace is { Count: > 0 }}|{e.IsCausedBy<InvalidDataException>()}|{e.IsCausedBy<TimeoutException>()}";
            }
        });

        live.Should().Be("root cause|System.IO.InvalidDataException|True|True|False");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Scope_LeftWithoutAJoin_JoinsOnce()
    {
        var bodies = 0;

        var run = await RunAsync(async ctx =>
        {
            DurableFuture<int> future;
            await using (var p = ctx.Parallel("scope"))
            {
                future = p.Branch("a", _ => Task.FromResult(Interlocked.Increment(ref bodies)));
            }

            return future.Result;
        });

        run.Value.Should().Be(1);
        bodies.Should().Be(1);
    }

    [Test]
    public async Task Scope_LeftWithoutAJoin_ThrowsAsTheJoinWould()
    {
        var seen = await ValueAsync(async ctx =>
        {
            try
            {
                await using var p = ctx.Parallel();
                p.Branch<int>("a", _ => throw new InvalidDataException("a"));
            }
            catch (ParallelExecutionException exception)
            {
                return exception.Result.CompletionReason.ToString();
            }

            return "nothing thrown";
        });

        seen.Should().Be("FailureToleranceExceeded");
    }

    [Test]
    public async Task Join_Twice_IsTheSameOutcomeAndRunsNothingAgain()
    {
        var bodies = 0;

        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope");
            p.Branch("a", _ => Task.FromResult(Interlocked.Increment(ref bodies)));
            var first = await p.JoinAsync();
            var second = await p.JoinAsync();
            var settled = await p.SettleAsync();
            return $"{first.SuccessCount}{second.SuccessCount}{settled.SuccessCount}";
        });

        run.Value.Should().Be("111");
        bodies.Should().Be(1);
        run.Execution.Operations.Should().HaveCount(2);
    }

    [Test]
    public async Task Join_TwiceOfAFailedScope_ThrowsTwice()
    {
        var seen = await ValueAsync(async ctx =>
        {
            var p = ctx.Parallel();
            p.Branch<int>("a", _ => throw new InvalidDataException("a"));
            return await KindOfAsync(() => p.JoinAsync()) + await KindOfAsync(() => p.JoinAsync());
        });

        seen.Should().Be("ParallelExecutionExceptionParallelExecutionException");
    }

    [Test]
    public async Task Scope_ThatNobodyJoined_IsAnError()
    {
        var run = await RunAsync(ctx =>
        {
            var p = ctx.Parallel("forgotten-scope");
            p.Branch("lonely-branch", _ => Task.CompletedTask);
            return Task.FromResult(1);
        });

        run.Outcome.Status.Should().Be(ContractStatus.Failed);
        run.Outcome.Error!.ErrorType.Should().Be(typeof(InvalidOperationException).FullName);
        run.Outcome.Error.ErrorMessage.Should().Contain("forgotten-scope").And.Contain("lonely-branch");
    }

    [TestCase(2, "'b0', 'b1'.")]
    [TestCase(5, "'b0', 'b1', 'b2', 'b3', 'b4'.")]
    [TestCase(7, "'b0', 'b1', 'b2', 'b3', 'b4' and 2 more.")]
    public async Task Scope_ThatNobodyJoined_NamesItsFirstBranches(int count, string names)
    {
        var run = await RunAsync(ctx =>
        {
            var p = ctx.Parallel("scope");
            for (var i = 0; i < count; i++)
            {
                p.Branch($"b{i}", _ => Task.CompletedTask);
            }

            return Task.FromResult(1);
        });

        run.Outcome.Error!.ErrorMessage.Should().Contain($"whose branches are {names}");
    }

    [Test]
    public async Task Scope_ThatNobodyJoinedInABranch_FailsThatBranch()
    {
        var seen = await ValueAsync(async ctx =>
        {
            var p = ctx.Parallel(c => c.AllCompleted());
            var future = p.Branch("outer", b =>
            {
                b.Parallel("forgotten-scope").Branch("lonely-branch", _ => Task.CompletedTask);
                return Task.FromResult(1);
            });
            await p.JoinAsync();
            return future.Error?.ErrorMessage;
        });

        seen.Should().Contain("forgotten-scope").And.Contain("lonely-branch");
    }

    [Test]
    public async Task Scope_OpenedWithoutBranches_NeedsNoJoin()
    {
        var run = await RunAsync(ctx =>
        {
            _ = ctx.Parallel("unused");
            return Task.FromResult(1);
        });

        run.Value.Should().Be(1);
        run.Execution.Operations.Should().BeEmpty();
    }

    [Test]
    public async Task Sibling_AwaitingAFailedOne_SeesItsError()
    {
        var seen = await ValueAsync(async ctx =>
        {
            var p = ctx.Parallel(c => c.AllCompleted());
            var bad = p.Branch<int>("bad", _ => throw new InvalidDataException("bad data"));
            var sibling = p.Branch("sibling", async _ =>
            {
                try
                {
                    return $"{await bad.AsTask()}";
                }
                catch (BranchFailedException exception)
                {
                    return exception.Message;
                }
            });
            await p.JoinAsync();
            return sibling.Result;
        });

        seen.Should().Be("bad data");
    }

    private static string MessageOf<TException>(Func<object?> read)
        where TException : Exception
    {
        try
        {
            return $"no exception but {read()}";
        }
        catch (TException exception)
        {
            return exception.Message;
        }
    }

    private static string KindOf(Func<object?> read)
    {
        try
        {
            return $"{read()}";
        }
        catch (Exception exception)
        {
            return exception.GetType().Name;
        }
    }

    private static async Task<string> KindOfAsync<T>(Func<DurableTask<T>> read)
    {
        try
        {
            return $"{await read()}";
        }
        catch (Exception exception)
        {
            return exception.GetType().Name;
        }
    }
}
