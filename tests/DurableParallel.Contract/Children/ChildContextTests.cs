using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Children;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class ChildContextTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task Error_ThroughNestedChildren_KeepsTheRootsTypeAndMessage()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                await ctx.RunInChildContextAsync("outer", outer => outer.RunInChildContextAsync("inner", inner =>
                    inner.StepAsync<int>("s", () => throw new InvalidDataException("root cause"), new StepConfig { Retry = RetryStrategy.None })));
                return "nothing thrown";
            }
            catch (ChildContextFailedException exception)
            {
                return $"{exception.Message}|{exception.Error.ErrorType}|{exception.IsCausedBy<InvalidDataException>()}";
            }
        });

        live.Should().Be("root cause|System.IO.InvalidDataException|True");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Error_LeavingTheFunction_IsTheRoots()
    {
        var run = await RunAsync(ctx => ctx.RunInChildContextAsync("outer", outer =>
            outer.StepAsync<int>("s", () => throw new InvalidDataException("root cause"), new StepConfig { Retry = RetryStrategy.None })));

        run.Outcome.Status.Should().Be(ContractStatus.Failed);
        run.Outcome.Error!.ErrorType.Should().Be("System.IO.InvalidDataException");
        run.Outcome.Error.ErrorMessage.Should().Be("root cause");
    }

    [Test]
    public async Task Ids_OfNestedOperations_ArePositions()
    {
        var run = await RunAsync(async ctx =>
        {
            await ctx.StepAsync("root-step", () => { });
            return await ctx.RunInChildContextAsync("child", async child =>
            {
                await child.StepAsync("child-step", () => { });
                await using var p = child.Parallel("scope");
                p.Branch("b0", _ => Task.CompletedTask);
                var b1 = p.Branch("b1", b => b.StepAsync("branch-step", () => 5));
                await p.JoinAsync();
                return b1.Result;
            });
        });

        var child = new OperationId(null, 2);
        var scope = new OperationId(child, 2);
        var b1 = new OperationId(scope, 2);
        run.Value.Should().Be(5);
        run.Operation("root-step").Hex.Should().Be(new OperationId(null, 1).Hex);
        run.Operation("child").Hex.Should().Be(child.Hex);
        run.Operation("child-step").Should().BeEquivalentTo(new { new OperationId(child, 1).Hex, ParentHex = child.Hex });
        run.Operation("scope").Should().BeEquivalentTo(new { scope.Hex, ParentHex = child.Hex });
        run.Operation("b1").Should().BeEquivalentTo(new { b1.Hex, ParentHex = scope.Hex });
        run.Operation("branch-step").Should().BeEquivalentTo(new { new OperationId(b1, 1).Hex, ParentHex = b1.Hex });
    }

    [Test]
    public async Task Records_OfContexts_HaveTheWiresSubtypes()
    {
        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope");
            p.Branch("branch", b => b.RunInChildContextAsync("child", c => c.StepAsync("s", () => 1)));
            return (await p.JoinAsync()).SuccessCount;
        });

        run.Execution.Operations.Select(o => (o.Name, o.Record.SubType)).Should().Equal(
            ("scope", OperationSubTypes.Parallel),
            ("branch", OperationSubTypes.ParallelBranch),
            ("child", OperationSubTypes.ChildContext),
            ("s", OperationSubTypes.Step));
    }

    [Test]
    public async Task Result_Beyond256KiB_IsTheSameLiveAndReplayed()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var text = await ctx.RunInChildContextAsync("large", async child =>
            {
                var seed = await child.StepAsync("seed", () => 'x');
                return new string(seed, 300_000);
            });
            return $"{text.Length} {text[^1]}";
        });

        live.Should().Be("300000 x");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Finished_WithAnOrdinaryResult_IsNotRunAgain()
    {
        var bodies = 0;

        var (_, replayed) = await LiveAndReplayedAsync(ctx => ctx.RunInChildContextAsync("child", async child =>
        {
            Interlocked.Increment(ref bodies);
            return await child.StepAsync("s", () => 3);
        }));

        replayed.Should().Be(3);
        bodies.Should().Be(1);
    }
}
