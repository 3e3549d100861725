using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Values;

/// <summary>Texts that look like something else.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class TextValueTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task TextLikeADateOrAMemberLikeATypeName_ThroughAStep_ComesBackAsItWas()
    {
        var value = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["at"] = "2024-05-06T07:08:09.1234567+02:00",
            ["$type"] = "System.IO.FileInfo, System.Private.CoreLib",
            ["$id"] = "1",
            ["$ref"] = "/Date(1714972089123)/",
        };

        var (live, replayed) = await LiveAndReplayedAsync(async ctx => new
        {
            Map = await ctx.StepAsync("map", () => value),
            Text = await ctx.StepAsync("text", () => "2024-05-06T07:08:09Z"),
        });

        live.Map.Should().Equal(value);
        live.Text.Should().Be("2024-05-06T07:08:09Z");
        replayed.Should().BeEquivalentTo(live);
    }
}
