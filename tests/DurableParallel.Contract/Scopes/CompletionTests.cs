using System.Collections.Concurrent;
using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class CompletionTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task Rules_AreAsked_AfterEverySingleSettlement()
    {
        var tallies = new ConcurrentQueue<BranchTally>();

        var reason = await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel(c => c.MaxConcurrency(1).ShouldComplete(tally =>
            {
                tallies.Enqueue(tally);
                return tally.Succeeded == 2 ? CompletionDecision.Succeed : CompletionDecision.Continue;
            }));
            for (var i = 0; i < 5; i++)
            {
                var fails = i % 2 == 1;
                p.Branch($"b{i}", _ => fails ? throw new InvalidDataException("odd") : Task.FromResult(1));
            }

            var result = await p.JoinAsync();
            return $"{result.CompletionReason} {result.SuccessCount} {result.FailureCount} {result.SkippedCount}";
        });

        reason.Should().Be("Custom 2 1 2");
        tallies.Select(t => (t.Total, t.Succeeded, t.Failed, t.LastSettled.Index, t.LastSettled.Status)).Should().Equal(
            (5, 1, 0, 0, BranchStatus.Succeeded),
            (5, 1, 1, 1, BranchStatus.Failed),
            (5, 2, 1, 2, BranchStatus.Succeeded));
    }

    [Test]
    public async Task ShouldComplete_SaysFail_RaisesParallelExecutionException()
    {
        var seen = await ValueAsync(async ctx =>
        {
            var p = ctx.Parallel(c => c.MaxConcurrency(1).ShouldComplete(_ => CompletionDecision.Fail));
            p.Branch("a", _ => Task.FromResult(1));
            p.Branch("b", _ => Task.FromResult(2));
            try
            {
                await p.JoinAsync();
                return "nothing thrown";
            }
            catch (ParallelExecutionException exception)
            {
                return $"{exception.Result.CompletionReason} {exception.Result.IsSuccess} {exception.Result.SkippedCount}";
            }
        });

        seen.Should().Be("Custom False 1");
    }

    /// <summary>To wait for a branch that has not ended takes the lock of the scope.</summary>
    [Test]
    public async Task ShouldComplete_WhileItIsAsked_LetsSiblingsWaitForBranches()
    {
        var isAsked = new Gate();
        var isWaiting = new Gate();
        var isFree = true;

        var count = await ValueAsync(async ctx =>
        {
            var p = ctx.Parallel(c => c.ShouldComplete(_ =>
            {
                isAsked.Open();
                isFree &= isWaiting.Opened.Wait(HangGuard / 2);
                return CompletionDecision.Continue;
            }));
            p.Branch("first", _ => Task.CompletedTask);
            var last = p.Branch("last", _ => isWaiting.Opened);
            p.Branch("sibling", async _ =>
            {
                await isAsked.Opened;
                var end = last.AsTask();
                isWaiting.Open();
                await end;
            });
            return (await p.JoinAsync()).SuccessCount;
        });

        count.Should().Be(3);
        isFree.Should().BeTrue();
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task MinSuccessfulTwoOfTenAtConcurrencyThree_StartsFourAndNeverSix(bool insideSteps)
    {
        for (var round = 0; round < 20; round++)
        {
            var started = 0;

            var result = await ValueAsync(async ctx =>
            {
                Interlocked.Exchange(ref started, 0);
                await using var p = ctx.Parallel(c => c.MaxConcurrency(3).MinSuccessful(2));
                for (var i = 0; i < 10; i++)
                {
                    p.Branch<int>(null, async b =>
                    {
                        Interlocked.Increment(ref started);
                        return insideSteps ? await b.StepAsync("s", () => 1) : 1;
                    });
                }

                var result = await p.JoinAsync();
                return new[] { result.TotalCount, result.SkippedCount, (int)result.CompletionReason };
            });

            started.Should().BeLessThanOrEqualTo(4);
            result.Should().Equal(4, 6, (int)CompletionReason.MinSuccessfulReached);
        }
    }

    [Test]
    public async Task MinSuccessful_ActiveBranchesAtTheDecision_AreAwaited()
    {
        var result = await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel(c => c.FirstSuccessful());
            p.Branch("winner", _ => Task.FromResult(1));
            var slow = p.Branch("slow", b => b.StepAsync("until decided", async s =>
            {
                await Gate.SignalOf(b.CancellationToken);
                return 2;
            }));
            var result = await p.JoinAsync();
            return $"{result.CompletionReason} {slow.Status is BranchStatus.Succeeded or BranchStatus.Canceled}";
        });

        result.Should().Be("MinSuccessfulReached True");
    }

    [Test]
    public async Task BranchFailure_WithinTheTolerance_StaysInItsOwnFuture()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            await using var p = ctx.Parallel(c => c.AllCompleted());
            var good = p.Branch("good", async b =>
            {
                var value = await b.StepAsync("s", () => 1);
                return value + (b.CancellationToken.IsCancellationRequested ? 100 : 0);
            });
            var bad = p.Branch<int>("bad", _ => throw new InvalidDataException("bad data"));
            var other = p.Branch("other", _ => Task.FromResult(2));
            var result = await p.JoinAsync();
            var error = Catch<BranchFailedException>(() => bad.Result);
            return $"{good.Result} {other.Result} {result.CompletionReason} {result.Status} {result.IsSuccess} "
                + $"{error.Message} {error.Error.ErrorType} {error.IsCausedBy<InvalidDataException>()} {bad.Error!.ErrorMessage}";
        });

        live.Should().Be("1 2 AllCompleted Failed True bad data System.IO.InvalidDataException True bad data");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task FailFast_BeyondTheTolerance_NothingStartsAnyMoreAndActiveOnesAreAwaited()
    {
        var ended = false;
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope", c => c.MaxConcurrency(2));
            p.Branch("fails", b => b.StepAsync<int>(
                "once the other runs",
                async () =>
                {
                    await begun.Task;
                    throw new InvalidDataException("first");
                },
                new StepConfig { Retry = RetryStrategy.None }));
            var active = p.Branch("active", b => b.StepAsync("until decided", async () =>
            {
                begun.TrySetResult();
                await Gate.SignalOf(b.CancellationToken);
                ended = true;
                return 42;
            }));
            for (var i = 0; i < 3; i++)
            {
                p.Branch($"never{i}", _ => Task.FromResult(i));
            }

            var result = await p.SettleAsync();
            return $"{result.CompletionReason} {result.FailureCount} {result.SkippedCount} {active.ResultOr(0)} {ended}";
        });

        run.Value.Should().Be("FailureToleranceExceeded 1 3 42 True");
        run.Execution.Operations.Should().NotContain(o => o.Name!.StartsWith("never", StringComparison.Ordinal));
    }

    [TestCase(1, "FailureToleranceExceeded 2 1")]
    [TestCase(2, "AllCompleted 2 0")]
    public async Task ToleratedFailureCount_OneAtATime_DecidesWhenItIsExceeded(int tolerated, string expected)
    {
        var seen = await ValueAsync(async ctx =>
        {
            var p = ctx.Parallel(c => c.MaxConcurrency(1).ToleratedFailureCount(tolerated));
            p.Branch<int>("f0", _ => throw new InvalidDataException("0"));
            p.Branch<int>("f1", _ => throw new InvalidDataException("1"));
            p.Branch("ok", _ => Task.FromResult(1));
            var result = await p.SettleAsync();
            return $"{result.CompletionReason} {result.FailureCount} {result.SkippedCount}";
        });

        seen.Should().Be(expected);
    }

    [TestCase(0.5, "AllCompleted")]
    [TestCase(0.49, "FailureToleranceExceeded")]
    public async Task ToleratedFailurePercentage_Quotient_MustBeStrictlyGreater(double tolerated, string expected)
    {
        var seen = await ValueAsync(async ctx =>
        {
            var p = ctx.Parallel(c => c.MaxConcurrency(1).ToleratedFailurePercentage(tolerated));
            p.Branch<int>("f0", _ => throw new InvalidDataException("0"));
            p.Branch("ok", _ => Task.FromResult(1));
            p.Branch<int>("f2", _ => throw new InvalidDataException("2"));
            p.Branch("ok", _ => Task.FromResult(1));
            return (await p.SettleAsync()).CompletionReason.ToString();
        });

        seen.Should().Be(expected);
    }

    [Test]
    public async Task TooFewSuccesses_RaiseParallelExecutionException_AfterAllHaveEnded()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("votes", c => c.MinSuccessful(3));
            p.Branch("yes0", b => b.StepAsync("s", () => 1));
            p.Branch<int>("no0", _ => throw new InvalidDataException("no"));
            p.Branch("yes1", b => b.StepAsync("s", () => 1));
            p.Branch<int>("no1", _ => throw new InvalidDataException("no"));
            try
            {
                await p.JoinAsync();
                return "nothing thrown";
            }
            catch (ParallelExecutionException e)
            {
                var r = e.Result;
                return $"{r.CompletionReason} {r.MinimumMet} {r.IsSuccess} {r.SuccessCount} {r.FailureCount} {r.TotalCount} {r.SkippedCount} {r.CanceledCount}";
            }
        });

        live.Should().Be("AllCompleted False False 2 2 4 0 0");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task MinSuccessfulAll_OneFails_EndsAllAndThrows()
    {
        var seen = await ValueAsync(async ctx =>
        {
            var p = ctx.Parallel(c => c.MaxConcurrency(1).MinSuccessful(-1));
            p.Branch<int>("no", _ => throw new InvalidDataException("no"));
            p.Branch("yes", _ => Task.FromResult(1));
            var result = await p.SettleAsync();
            return $"{result.CompletionReason} {result.MinimumMet} {result.SkippedCount}";
        });

        seen.Should().Be("AllCompleted False 0");
    }

    [Test]
    public async Task SettleAsync_WhateverHappened_NeverThrowsForABranch()
    {
        var seen = await ValueAsync(async ctx =>
        {
            var p = ctx.Parallel();
            p.Branch<int>("a", _ => throw new InvalidDataException("a"));
            p.Branch<int>("b", _ => throw new OperationCanceledException("of my own"));
            var result = await p.SettleAsync();
            return $"{result.IsSuccess} {result.HasFailure} {result.CompletionReason}";
        });

        seen.Should().Be("False True FailureToleranceExceeded");
    }

    [Test]
    public async Task Counts_OfEveryStatus_AreTheSameLiveAndReplayed()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("mixed", c => c.MaxConcurrency(3).ToleratedFailureCount(0));
            var parked = p.Branch("parked", b => b.WaitAsync(TimeSpan.FromDays(1)));
            p.Branch("good", _ => Task.FromResult(1));
            p.Branch<int>("bad", async b =>
            {
                await b.WaitAsync(TimeSpan.FromSeconds(5));
                throw new InvalidDataException("bad");
            });
            p.Branch("waits too", b => b.WaitAsync(TimeSpan.FromDays(1)));
            p.Branch("never", _ => Task.FromResult(2));
            var result = await p.SettleAsync();
            return $"{result.CompletionReason} {result.Status} s{result.SuccessCount} f{result.FailureCount} c{result.CanceledCount} "
                + $"k{result.SkippedCount} t{result.TotalCount} {parked.Status} "
                + string.Join(',', result.Branches.Select(b => $"{b.Index}:{b.Name}:{b.Status}:{b.Error?.ErrorMessage}"));
        });

        live.Should().Be(
            "FailureToleranceExceeded Failed s1 f1 c2 k1 t4 Canceled "
            + "0:parked:Canceled:,1:good:Succeeded:,2:bad:Failed:bad,3:waits too:Canceled:,4:never:Skipped:");
        replayed.Should().Be(live);
    }

    private static TException Catch<TException>(Func<object?> read)
        where TException : Exception
    {
        try
        {
            throw new InvalidOperationException($"Expected {typeof(TException).Name}, got the value {read()}.");
        }
        catch (TException exception)
        {
            return exception;
        }
    }
}
