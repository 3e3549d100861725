using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class MisuseTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task ParentsContext_InABranch_IsAnErrorThatNamesTheParameterToUse()
    {
        var message = await ValueAsync(async ctx =>
        {
            var p = ctx.Parallel(c => c.AllCompleted());
            var future = p.Branch("wrong", async branchContext => await ctx.StepAsync("s", () => branchContext.IsReplaying));
            await p.JoinAsync();
            return $"{future.Error?.ErrorType}|{future.Error?.ErrorMessage}";
        });

        message.Should().StartWith("System.InvalidOperationException|").And.Contain("branchContext");
    }

    [Test]
    public async Task ParentsContext_InABranchForAScope_IsAnErrorThatNamesTheParameterToUse()
    {
        var message = await ValueAsync(async ctx =>
        {
            var p = ctx.Parallel(c => c.AllCompleted());
            var future = p.Branch("wrong", async branchContext =>
            {
                await using var inner = ctx.Parallel("inner");
                return branchContext.IsReplaying;
            });
            await p.JoinAsync();
            return future.Error?.ErrorMessage;
        });

        message.Should().Contain("branchContext");
    }

    [Test]
    public async Task Context_InItsStepsBody_IsAnError()
    {
        var message = await ValueAsync(async ctx =>
        {
            try
            {
                await ctx.StepAsync("outer", async stepContext => await ctx.StepAsync("inner", () => stepContext.Attempt), new StepConfig { Retry = RetryStrategy.None });
                return "nothing thrown";
            }
            catch (StepFailedException exception)
            {
                return $"{exception.Error.ErrorType}|{exception.Message}";
            }
        });

        message.Should().StartWith("System.InvalidOperationException|");
    }

    [Test]
    public async Task Context_WhoseBodyHasEnded_RefusesOperations()
    {
        var seen = await ValueAsync(async ctx =>
        {
            var ended = new Gate();
            Task<string>? leftBehind = null;
            await ctx.RunInChildContextAsync("child", child =>
            {
                leftBehind = LeaveBehindAsync(child, ended);
                return Task.CompletedTask;
            });
            ended.Open();
            return await leftBehind!;
        });

        seen.Should().Contain("child context 'child'").And.Contain("after its body had ended");

        static async Task<string> LeaveBehindAsync(DurableContext child, Gate ended)
        {
            await ended.Opened;
            try
            {
                return $"{await child.StepAsync("too late", () => 1)}";
            }
            catch (InvalidOperationException exception)
            {
                return exception.Message;
            }
        }
    }

    [Test]
    public async Task Result_BeyondTheLimit_FailsTheExecution()
    {
        var run = await RunAsync(_ => Task.FromResult(new string('x', 7 * 1024 * 1024)));

        run.Outcome.Error!.ErrorType.Should().Be(typeof(DurableLimitException).FullName);
    }

    [Test]
    public async Task Branch_AwaitingALaterSiblingAtConcurrencyOne_IsANamedDeadlock()
    {
        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope", c => c.MaxConcurrency(1));
            DurableFuture<int>? later = null;
            p.Branch("eager-branch", async _ => await later!.AsTask());
            later = p.Branch("later-branch", _ => Task.FromResult(1));
            await p.JoinAsync();
            return later.Result;
        });

        run.Outcome.Status.Should().Be(ContractStatus.Failed);
        run.Outcome.Error!.ErrorMessage.Should().Contain("eager-branch").And.Contain("later-branch");
    }

    [Test]
    public async Task Branches_AwaitingEachOther_AreANamedDeadlock()
    {
        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope");
            DurableFuture<int>? second = null;
            var first = p.Branch("first-branch", async _ => await second!.AsTask());
            second = p.Branch("second-branch", async _ => await first.AsTask());
            await p.JoinAsync();
            return second.Result;
        });

        run.Outcome.Status.Should().Be(ContractStatus.Failed);
        run.Outcome.Error!.ErrorMessage.Should().Contain("first-branch").And.Contain("second-branch");
    }

    [Test]
    public async Task Branches_ThatAllWaitForTheNext_AreADeadlockOfWhichTenAreNamed()
    {
        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope");
            var ring = new DurableFuture<int>[12];
            for (var i = 0; i < ring.Length; i++)
            {
                var next = (i + 1) % ring.Length;
                ring[i] = p.Branch($"link-{i}", async _ => await ring[next].AsTask());
            }

            await p.JoinAsync();
            return ring[0].Result;
        });

        var message = run.Outcome.Error!.ErrorMessage!;
        message.Split(" waits for branch ").Should().HaveCount(11, "{0}", message);
        message.Should().MatchRegex("and [0-9]+ more\\. Register");
    }

    [Test]
    public async Task ParallelAsync_RegistrationThatThrows_StartsNothing()
    {
        var started = false;

        var run = await RunAsync(async ctx =>
        {
            try
            {
                await ctx.ParallelAsync("scope", (Action<ParallelContext>)(p =>
                {
                    p.Branch("a", _ =>
                    {
                        started = true;
                        return Task.CompletedTask;
                    });
                    throw new InvalidDataException("while registering");
                }));
                return "nothing thrown";
            }
            catch (InvalidDataException exception)
            {
                return exception.Message;
            }
        });

        run.Value.Should().Be("while registering");
        started.Should().BeFalse();
        run.Execution.Operations.Should().BeEmpty();
    }

    [Test]
    public async Task ParallelAsync_Registration_GivesTheFuturesBackJoined()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var (number, text) = await ctx.ParallelAsync("scope", p => (
                p.Branch("number", b => b.StepAsync("n", () => 4)),
                p.Branch("text", _ => Task.FromResult("four"))), ParallelConfig.Builder().MaxConcurrency(1).Build());
            return $"{number.Result} {text.Result}";
        });

        live.Should().Be("4 four");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task ParallelAsync_ActionForm_GivesTheResult()
    {
        var count = await ValueAsync(async ctx =>
        {
            var result = await ctx.ParallelAsync("scope", p =>
            {
                for (var i = 0; i < 3; i++)
                {
                    p.Branch(null, _ => Task.CompletedTask);
                }
            });
            return result.SuccessCount;
        });

        count.Should().Be(3);
    }

    [Test]
    public async Task ParallelAsync_FailedScope_ThrowsAsTheJoin()
    {
        var seen = await ValueAsync(async ctx =>
        {
            try
            {
                await ctx.ParallelAsync("scope", p => p.Branch<int>("a", _ => throw new InvalidDataException("a")));
                return "nothing thrown";
            }
            catch (ParallelExecutionException exception)
            {
                return exception.Result.CompletionReason.ToString();
            }
        });

        seen.Should().Be("FailureToleranceExceeded");
    }

    [Test]
    public async Task ParallelSettleAsync_FailedScope_GivesFuturesAndResult()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var (future, result) = await ctx.ParallelSettleAsync("scope", p => p.Branch<int>("a", _ => throw new InvalidDataException("broken")));
            return $"{future.Error!.ErrorMessage} {result.CompletionReason} {result.IsSuccess}";
        });

        live.Should().Be("broken FailureToleranceExceeded False");
        replayed.Should().Be(live);
    }
}
