using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

/// <summary>What bodies of branches see of the variables that they capture.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class CaptureTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task LoopVariable_OfBranches_HasItsLastValueUnlessItIsCopied()
    {
        var (live, replayed) = await LiveAndReplayedAsync(static async ctx =>
        {
            await using var p = ctx.Parallel();
            List<DurableFuture<int>> shared = [], copied = [];
            for (var i = 0; i < 3; i++)
            {
                var copy = i;
                shared.Add(p.Branch(null, b => b.StepAsync("shared", () => i)));
                copied.Add(p.Branch(null, b => b.StepAsync("copied", () => copy)));
            }

            await p.JoinAsync();
            return $"{string.Join(' ', shared.Select(f => f.Result))}, {string.Join(' ', copied.Select(f => f.Result))}";
        });

        live.Should().Be("3 3 3, 0 1 2");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Variable_ChangedBeforeTheJoin_IsSeenChanged()
    {
        var (live, replayed) = await LiveAndReplayedAsync(static async ctx =>
        {
            var text = "registered";
            await using var p = ctx.Parallel();
            var seen = p.Branch("b", b => b.StepAsync("s", () => text));
            text = "changed";
            await p.JoinAsync();
            return seen.Result;
        });

        live.Should().Be("changed");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Variable_AssignedByABranch_IsNotSetOnReplay()
    {
        var (live, replayed) = await LiveAndReplayedAsync(static async ctx =>
        {
            var assigned = 0;
            await using var p = ctx.Parallel();
            var returned = p.Branch("b", async b => assigned = await b.StepAsync("s", () => 7));
            await p.JoinAsync();
            return (assigned, returned.Result);
        });

        live.Should().Be((7, 7));
        replayed.Should().Be((0, 7));
    }
}
