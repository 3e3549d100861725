using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Recovery;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class VersionTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task Execution_OfAnOlderVersion_KeepsIt()
    {
        if (!Host.Traits.KeepsVersions)
        {
            Assert.Ignore("This host knows one version of a function.");
        }

        Host.AutoAdvance = false;
        Host.Register("f", VersionOf(1), version: 1);
        var old = await Host.StartAsync("f");
        await old.WhenQuietAsync().WaitAsync(HangGuard);

        await Host.CrashAsync();
        Host.Register("f", VersionOf(2), version: 2);
        await Host.RestartAsync();
        Host.AutoAdvance = true;
        var young = await Host.StartAsync("f");

        (await OutcomeOf(old)).Value<int>().Should().Be(1);
        (await OutcomeOf(young)).Value<int>().Should().Be(2);
    }

    private static DurableFunction VersionOf(int version) => DurableFunction.Create<int>(async ctx =>
    {
        await ctx.WaitAsync($"of version {version}", TimeSpan.FromHours(1));
        return version;
    });
}
