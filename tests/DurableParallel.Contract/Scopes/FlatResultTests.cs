using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

/// <summary>Results of flat branches after a replay, although no branch has a record.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class FlatResultTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task FlatResults_AfterReplay_AreThoseOfTheFirstRun()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var batch = await ctx.MapAsync("map", [1, 2, 3], (b, item, _) => b.StepAsync("s", () => item * 10), new ParallelConfig { Nesting = NestingType.Flat });
            return string.Join(',', batch.GetResults());
        });

        live.Should().Be("10,20,30");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task FlatResults_AfterReplayBeyond256KiB_AreThoseOfTheFirstRun()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var batch = await ctx.MapAsync(
                "map",
                ['a', 'b', 'c'],
                async (b, item, _) => new string(await b.StepAsync("s", () => item), 100_000),
                new ParallelConfig { Nesting = NestingType.Flat });
            return string.Join(',', batch.GetResults().Select(static text => $"{text[0]}{text.Length}"));
        });

        live.Should().Be("a100000,b100000,c100000");
        replayed.Should().Be(live);
    }
}
