using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class RootErrorTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task Branch_WhoseNestedJoinThrew_HasTheErrorOfTheRoot()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            await using var outer = ctx.Parallel("outer");
            var middle = outer.Branch<int>("middle", async b =>
            {
                await using var inner = b.Parallel("inner");
                inner.Branch("bottom", _ => throw new FormatException("seven is not a number"));
                await inner.JoinAsync();
                return 1;
            });
            await outer.SettleAsync();
            try
            {
                return $"{middle.Result}";
            }
            catch (BranchFailedException failed)
            {
                return $"{failed.Error.ErrorType} {failed.Message} {failed.IsCausedBy<FormatException>()} {failed.IsCausedBy<TimeoutException>()}";
            }
        });

        live.Should().StartWith("System.FormatException seven is not a number").And.EndWith("True False");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Execution_ThatAJoinFailed_HasTheErrorOfTheRoot()
    {
        var run = await RunAsync<int>(async ctx =>
        {
            await using var p = ctx.Parallel();
            p.Branch("a", _ => throw new FormatException("seven is not a number"));
            await p.JoinAsync();
            return 1;
        });

        run.Outcome.Error.Should().BeEquivalentTo(new { ErrorType = "System.FormatException", ErrorMessage = "seven is not a number" });
    }

    [Test]
    public async Task Execution_ThatMissedAMinimumWithoutAnError_SaysSo()
    {
        var run = await RunAsync<int>(async ctx =>
        {
            await using var p = ctx.Parallel("quorum", c => c.ShouldComplete(_ => CompletionDecision.Fail));
            p.Branch("a", _ => Task.CompletedTask);
            await p.JoinAsync();
            return 1;
        });

        run.Outcome.Error!.ErrorType.Should().Be(typeof(ParallelExecutionException).FullName);
        run.Outcome.Error.ErrorMessage.Should().Contain("quorum");
    }

    [Test]
    public async Task ItemSerializer_OfAScope_IsForResultsOnly()
    {
        var serializer = DurableSerializer.For<int>(value => $"#{value}", payload => int.Parse(payload![1..], null));

        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope", new ParallelConfig { ItemSerializer = serializer });
            var number = p.Branch("number", async b => (await b.StepAsync("text", () => "four")).Length);
            await p.JoinAsync();
            return number.Result;
        });

        run.Value.Should().Be(4);
        run.Operation("text").Record.Payload.Should().Be("\"four\"");
        run.Operation("number").Record.Payload.Should().Be("#4");
    }

    [Test]
    public async Task DrainingBranch_AwaitingOneThatIsSkipped_LearnsIt()
    {
        var seen = await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel(c => c.MaxConcurrency(2).MinSuccessful(1).RunningBranches(RunningBranches.Drain));
            DurableFuture? last = null;
            var awaiting = p.Branch("awaiting", async b =>
            {
                try
                {
                    await last!.AsTask();
                    return "ended";
                }
                catch (BranchSkippedException)
                {
                    return "skipped";
                }
            });
            p.Branch("winner", b => b.StepAsync("s", () => 1));
            last = p.Branch("last", b => b.WaitAsync(TimeSpan.FromDays(1)));
            var result = await p.JoinAsync();
            return $"{awaiting.ResultOr("none")} {last.Status} {result.CompletionReason}";
        });

        seen.Should().Be("skipped Skipped MinSuccessfulReached");
    }

    [Test]
    public async Task ParallelSettleAsync_ActionForm_GivesTheResultOfAFailedScope()
    {
        var reason = await ValueAsync(async ctx =>
        {
            var result = await ctx.ParallelSettleAsync("loop", p =>
            {
                for (var i = 0; i < 3; i++)
                {
                    p.Branch(null, _ => Task.FromException(new FormatException("no")));
                }
            });
            return $"{result.CompletionReason} {result.IsSuccess}";
        });

        reason.Should().Be("FailureToleranceExceeded False");
    }
}
