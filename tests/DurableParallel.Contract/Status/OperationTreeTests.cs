using DurableParallel.Contract.Hosts;
using DurableParallel.Engine;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Status;

/// <summary>The tree of an execution's operations says what its records say, whichever way they came about.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class OperationTreeTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task CrashAtEveryCheckpoint_TheTreeIsThatOfTheUndisturbedRun([Values(FaultKind.CrashBefore, FaultKind.CrashAfter)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        var run = await RunAsync(EverythingAsync, undisturbed);
        if (await run.Execution.TreeAsync() is not { } expected)
        {
            Assert.Ignore("This host shows no tree.");
            return;
        }

        Lines(expected).Should().Equal(
            "last: Wait Succeeded",
            "scope/left/#1/deep: Step Succeeded",
            "scope/left/#1: Context Succeeded",
            "scope/left: Context Succeeded",
            "scope/right/fails: Step Failed",
            "scope/right: Context Failed",
            "scope: Context Succeeded");
        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = FaultPlan.Create(fault, k);
            var crashed = await RunAsync(EverythingAsync, plan);

            var tree = (await crashed.Execution.TreeAsync())!;
            Lines(tree).Should().Equal(Lines(expected), "of {0}", plan);
            tree.All.Select(node => node.Id).Should().BeEquivalentTo(crashed.Execution.Operations.Select(operation => operation.Hex), "of {0}", plan);
            tree.All.Should().OnlyContain(node => !node.IsOpen && node.EndTimestamp >= node.StartTimestamp, "of {0}", plan);
        }
    }

    [Test]
    public async Task GetTree_WhileItWaits_ShowsWhatIsOpenAndWhenItIsDue()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            await ctx.StepAsync("s", () => 1);
            await ctx.WaitAsync("w", TimeSpan.FromHours(1));
            return 0;
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        if (await execution.TreeAsync() is not { } tree)
        {
            Assert.Ignore("This host shows no tree.");
            return;
        }

        tree.Find("s").Should().BeEquivalentTo(new { Status = OperationStatus.Succeeded, IsOpen = false, Attempts = 1 });
        var wait = tree.Find("w")!;
        wait.Should().BeEquivalentTo(new { Status = OperationStatus.Started, IsOpen = true, DueTimestamp = wait.StartTimestamp.AddHours(1) });
    }

    private static string[] Lines(OperationTree tree) =>
        [.. tree.All.Select(node => $"{node.Path}: {node.Type} {node.Status}").Order(StringComparer.Ordinal)];

    private static async Task<string> EverythingAsync(DurableContext ctx)
    {
        await using var p = ctx.Parallel("scope", c => c.AllCompleted());
        p.Branch("left", b => b.RunInChildContextAsync(name: null, c => c.StepAsync("deep", () => 1)));
        p.Branch("right", b => b.StepAsync<int>("fails", () => throw new InvalidDataException("broken"), new StepConfig { Retry = RetryStrategy.None }));
        await p.SettleAsync();
        await ctx.WaitAsync("last", TimeSpan.FromSeconds(3));
        return "end";
    }
}
