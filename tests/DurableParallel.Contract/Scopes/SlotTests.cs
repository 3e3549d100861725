using System.Globalization;
using DurableParallel.Contract.Hosts;
using DurableParallel.Running.Activity;
using DurableParallel.Scopes.Running;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

/// <summary>
/// A slot of a limited scope, from the branch that leaves it to the next one: in between the execution is not parked. The
/// environment variable DP_SCALE multiplies how many executions there are.
/// </summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class SlotTests(ContractHostKind kind) : ContractFixture(kind)
{
    private const int Branches = 10;

    private static readonly int Scale =
        int.TryParse(Environment.GetEnvironmentVariable("DP_SCALE"), CultureInfo.InvariantCulture, out var scale) && scale > 0 ? scale : 1;

    /// <summary>The pump of the scope stands in the start of the second branch until the first one has settled as far as it can.</summary>
    [Test]
    public async Task NextBranch_WhileItIsBeingStarted_KeepsTheExecutionActive()
    {
        var hasSettled = new Gate();
        await OpenAsync(new ContractHostOptions { Scheduler = new SettlementScheduler(hasSettled) });
        if (!Host.Traits.TakesScheduler)
        {
            Assert.Ignore("Runs on a scheduler of its own.");
        }

        FunctionOptions = new DurableFunctionOptions { Plugins = [new HoldSecondBranch(hasSettled)] };

        (await ValueAsync(AwaitLastAsync)).Should().Be(Branches - 1);
    }

    [Test]
    public async Task LastBranch_AwaitedAtConcurrencyOne_IsNeverTakenForADeadlock()
    {
        for (var run = 0; run < Scale * (Host.Traits.IsCostly ? 20 : 40); run++)
        {
            (await ValueAsync(AwaitLastAsync)).Should().Be(Branches - 1, "of run {0}", run);
        }
    }

    [Test]
    public async Task LastBranch_OfManyExecutionsAtOnce_IsNeverTakenForADeadlock()
    {
        var executions = new List<IContractExecution>();
        for (var run = 0; run < Scale * (Host.Traits.IsCostly ? 60 : 200); run++)
        {
            executions.Add(await StartAsync(AwaitLastAsync));
        }

        foreach (var execution in executions)
        {
            (await OutcomeOf(execution)).Value<int>().Should().Be(Branches - 1);
        }
    }

    [Test]
    public async Task CallbackThatEnds_LeavesItsSlotToTheNextBeforeAllIsParked()
    {
        Host.AutoAdvance = false;
        for (var run = 0; run < Scale * (Host.Traits.IsCostly ? 10 : 20); run++)
        {
            var ids = new string?[6];
            var execution = await StartAsync(async ctx => (await ctx.MapAsync(
                "approvals",
                Enumerable.Range(0, ids.Length),
                (b, i, _) => b.WaitForCallbackAsync<int>(null, (id, _) =>
                {
                    Volatile.Write(ref ids[i], id);
                    return Task.CompletedTask;
                }),
                new MapConfig<int> { MaxConcurrency = 5 })).SuccessCount);
            await execution.WhenQuietAsync().WaitAsync(HangGuard);

            await Host.SucceedCallbackAsync(ids[0]!, "1");
            await execution.WhenQuietAsync().WaitAsync(HangGuard);

            ids[5].Should().NotBeNull("of run {0}: a slot is free, so the last approval is asked for", run);
            foreach (var id in ids.Skip(1))
            {
                await Host.SucceedCallbackAsync(id!, "1");
            }

            (await OutcomeOf(execution)).Value<int>().Should().Be(ids.Length);
        }
    }

    private static async Task<int> AwaitLastAsync(DurableContext ctx)
    {
        var p = ctx.Parallel("scope", c => c.MaxConcurrency(1));
        DurableFuture<int>? last = null;
        for (var i = 0; i < Branches; i++)
        {
            var number = i;
            last = p.Branch($"b{i}", b => b.StepAsync("s", () => number));
        }

        var join = p.JoinAsync();
        var value = await last!.AsTask();
        await join;
        return value;
    }

    /// <summary>The pool, and tells when a branch has been settled.</summary>
    private sealed class SettlementScheduler(Gate hasSettled) : WorkScheduler
    {
        public override void Queue(IThreadPoolWorkItem item) => Pool.Queue(item is BranchRun ? new Settlement(item, hasSettled) : item);
    }

    private sealed class Settlement(IThreadPoolWorkItem item, Gate hasSettled) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            item.Execute();
            hasSettled.Open();
        }
    }

    private sealed class HoldSecondBranch(Gate hasSettled) : DurablePlugin
    {
        public override void OnOperationStart(OperationInfo info)
        {
            if (info.Name == "b1")
            {
                hasSettled.Opened.Wait(HangGuard);
            }
        }
    }
}
