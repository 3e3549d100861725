using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using DurableParallel.Scopes.Rules;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

/// <summary>What is on record of the rules of a scope, for those who look at it after its process has gone.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class RecordedRulesTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly ParallelConfig Limited = new() { MaxConcurrency = 2, MinSuccessful = 2, ToleratedFailureCount = 1, RunningBranches = RunningBranches.Drain };

    private static readonly ScopeRules LimitedRules = ScopeRules.Of(Limited) with { BranchCount = 3 };

    [Test]
    public async Task Rules_CrashAtAnyCheckpoint_AreOnRecordOfEveryScope([Values(FaultKind.CrashBefore, FaultKind.CrashAfter)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        await RunAsync(FunctionAsync, undisturbed);

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            await OpenAsync(new ContractHostOptions());
            var run = await RunAsync(FunctionAsync, FaultPlan.Create(fault, k));

            run.Value.Should().Be(3);
            RulesOf(run.Execution).Should().Equal(
                Expected("limited", LimitedRules),
                Expected("items", new ScopeRules { ToleratedFailurePercentage = 0.25, Nesting = NestingType.Flat }),
                Expected("plain", new ScopeRules()));
        }
    }

    [Test]
    public async Task Rules_ProcessDiesWhileTheScopeWaits_AreOnRecordBeforeItsEnd()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(ctx => WaitingAsync(ctx, Limited));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await Host.CrashAsync();
        await Host.RestartAsync();
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        RulesOf(execution).Should().Equal(Expected("scope", LimitedRules));
    }

    [Test]
    public async Task Rules_DeployedOthersMeanwhile_AreThoseThatItEndedUnder()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(ctx => WaitingAsync(ctx, Limited));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await Host.CrashAsync();
        Redeploy(ctx => WaitingAsync(ctx, new ParallelConfig()));
        await Host.RestartAsync();
        Host.AutoAdvance = true;

        (await OutcomeOf(execution)).RequireSuccess();

        RulesOf(execution).Should().Equal(Expected("scope", new ScopeRules()));
    }

    [Test]
    public async Task Rules_WhatIsNoScope_HasNone()
    {
        var run = await RunAsync(FunctionAsync);

        run.Execution.Operations.Where(static operation => !IsScope(operation)).Should().NotBeEmpty()
            .And.OnlyContain(static operation => RulesText.Read(operation.Record.Options) == null);
    }

    [Test]
    public async Task Rules_ShownInTheTree_AreThoseOnRecord()
    {
        var run = await RunAsync(FunctionAsync);

        if (await run.Execution.TreeAsync() is not { } tree)
        {
            Assert.Ignore("Shows no tree.");
            return;
        }

        tree.Find("limited")!.ScopeRules.Should().Be(Host.Traits.KeepsRules ? LimitedRules : null);
        tree.All.Count(static node => node.ScopeRules is not null).Should().Be(Host.Traits.KeepsRules ? 3 : 0);
    }

    private static async Task<int> FunctionAsync(DurableContext ctx)
    {
        var p = ctx.Parallel("limited", Limited);
        for (var index = 0; index < 3; index++)
        {
            p.Branch($"b{index}", static b => b.StepAsync("s", static _ => 1));
        }

        await p.SettleAsync();
        await ctx.MapAsync("items", [1, 2], static (c, item) => c.StepAsync("s", _ => item), new MapConfig<int> { ToleratedFailurePercentage = 0.25, Nesting = NestingType.Flat });
        var plain = ctx.Parallel("plain");
        plain.Branch("only", static b => b.StepAsync("s", static _ => 1));
        await plain.JoinAsync();
        return 3;
    }

    private static async Task<int> WaitingAsync(DurableContext ctx, ParallelConfig config)
    {
        var p = ctx.Parallel("scope", config);
        for (var index = 0; index < 3; index++)
        {
            p.Branch($"b{index}", static b => b.WaitAsync(TimeSpan.FromHours(1)));
        }

        await p.JoinAsync();
        return 1;
    }

    private static bool IsScope(ContractOperation operation) => operation.Record.SubType is OperationSubTypes.Parallel or OperationSubTypes.Map;

    private static IEnumerable<(string? Name, ScopeRules? Rules)> RulesOf(IContractExecution execution) =>
        execution.Operations.Where(IsScope).Select(static operation => (operation.Name, RulesText.Read(operation.Record.Options)));

    private (string? Name, ScopeRules? Rules) Expected(string name, ScopeRules rules) => (name, Host.Traits.KeepsRules ? rules : null);
}
