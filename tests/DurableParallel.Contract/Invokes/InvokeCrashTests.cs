using DurableParallel.Contract.Hosts;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Invokes;

/// <summary>The process dies at every checkpoint of those that invoke and of those that are invoked.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class InvokeCrashTests(ContractHostKind kind) : ContractFixture(kind)
{

    [Test]
    public async Task CrashAtEveryCheckpoint_OfAChainOfInvokes_TheOutcomeIsTheSameAndNothingStartsTwice([Values(FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        RegisterFunctions();
        var undisturbed = FaultPlan.CountOnly();
        var expected = (await RunAsync(EverythingAsync, undisturbed)).Value;
        var executions = Host.ExecutionCount;

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = fault switch
            {
                FaultKind.CrashBefore => FaultPlan.CrashBefore(k),
                FaultKind.CrashAfter => FaultPlan.CrashAfter(k),
                _ => FaultPlan.LoseAcknowledgement(k),
            };
            var before = Host.ExecutionCount;
            var run = await RunAsync(EverythingAsync, plan);

            run.Value.Should().Be(expected, "of {0}", plan);
            plan.HasFired.Should().BeTrue("there are at least as many checkpoints as without a fault");
            (Host.ExecutionCount - before).Should().Be(executions, "of {0}: every invoke becomes one execution", plan);
            run.OperationsOf(OperationType.ChainedInvoke).Should().OnlyContain(o => o.Record.IsEnded, "of {0}", plan);
        }
    }

    private static async Task<string> EverythingAsync(DurableContext ctx)
    {
        var first = await ctx.InvokeAsync<int, int>(null, "outer", 1);
        await using var p = ctx.Parallel("scope", c => c.AllCompleted());
        var left = p.Branch("left", b => b.InvokeAsync<int, int>(null, "inner", 10));
        p.Branch("right", b => b.InvokeAsync<int, int>(null, "failing", 0));
        var result = await p.JoinAsync();
        return $"{first} {left.Result} {result.Branches[1].Error?.ErrorMessage}";
    }

    private void RegisterFunctions()
    {
        Host.Register("outer", DurableFunction.Create<int, int>(async (ctx, x) => 100 + await ctx.InvokeAsync<int, int>(null, "inner", x)));
        Host.Register("inner", DurableFunction.Create<int, int>(async (ctx, x) =>
        {
            await ctx.WaitAsync(TimeSpan.FromSeconds(5));
            return await ctx.StepAsync("s", () => x + 1);
        }));
        Host.Register("failing", DurableFunction.Create<int, int>((_, _) => throw new InvalidDataException("broken")));
    }
}
