using DurableParallel.Contract.Hosts;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace DurableParallel.Contract.Logging;

/// <summary>Each line once, over child contexts and pages of state.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class LineOnceTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task Logger_AfterAChildContext_IsNotSilent()
    {
        var logger = new RecordingLogger();
        await OpenAsync(new ContractHostOptions { Logger = logger });

        await RunAsync(async ctx =>
        {
            await ctx.RunInChildContextAsync("child", async child =>
            {
                await child.WaitAsync(TimeSpan.FromMinutes(1));
                await child.StepAsync("inside", () => { });
            });
            ctx.Logger.LogInformation("after the child");
            await ctx.WaitAsync(TimeSpan.FromMinutes(1));
            ctx.Logger.LogInformation("after the wait");
            return 0;
        });

        logger.Messages.Should().Equal("after the child", "after the wait");
    }

    [Test]
    public async Task Replay_OverMoreOperationsThanAPageOfStateHolds_LogsEachLineOnce()
    {
        const int Count = 250;
        var logger = new RecordingLogger();
        await OpenAsync(new ContractHostOptions { Logger = logger });

        await LiveAndReplayedAsync(async ctx =>
        {
            for (var i = 0; i < Count; i++)
            {
                ctx.Logger.LogInformation("before {Step}", i);
                await ctx.StepAsync($"step-{i}", () => { });
            }

            return 0;
        });

        logger.Messages.Should().Equal(Enumerable.Range(0, Count).Select(i => $"before {i}"));
    }
}
