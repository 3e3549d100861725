using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Plugins;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class UserFunctionHookTests(ContractHostKind kind) : PluginFixture(kind)
{
    private static readonly AsyncLocal<string?> Ambient = new();

    [Test]
    public async Task UserFunction_OfEveryAttempt_IsTold()
    {
        var plugin = new RecordingPlugin();

        await RunAsync(
            ctx => ctx.StepAsync(
                "s",
                async s =>
                {
                    await Task.Yield();
                    return s.Attempt < 3 ? throw new InvalidDataException("again") : 1;
                },
                new StepConfig { Retry = RetryStrategy.Fixed(3, TimeSpan.FromMinutes(1)) }),
            [plugin]);

        plugin.FunctionStarts.Select(f => f.Attempt).Should().Equal(1, 2, 3);
        plugin.FunctionEnds.Select(f => f.Outcome).Should().Equal(UserFunctionOutcome.Failed, UserFunctionOutcome.Failed, UserFunctionOutcome.Succeeded);
        plugin.FunctionEnds.First().Error.Should().BeOfType<InvalidDataException>();
        plugin.FunctionStarts.Should().OnlyContain(f => f.Type == OperationType.Step && f.SubType == "Step" && f.OperationId == plugin.OperationEnds.Single().Id);
    }

    [Test]
    public async Task UserFunction_OfContexts_IsToldAndSuspendedBeforeTheInvocationEnds()
    {
        var plugin = new RecordingPlugin();

        await RunAsync(
            async ctx =>
            {
                await ctx.RunInChildContextAsync("outer", o => o.RunInChildContextAsync("inner", i => i.WaitAsync("w", TimeSpan.FromHours(1))));
                return 0;
            },
            [plugin]);

        if (plugin.Starts.Count > 1)
        {
            plugin.Lines.Should().ContainInConsecutiveOrder("/run inner 1 Suspended", "/run outer 1 Suspended", "/invocation Pending");
        }

        plugin.Lines.Should().ContainInOrder("/run inner 1 Succeeded", "/inner Succeeded", "/run outer 1 Succeeded", "/outer Succeeded", "/invocation Succeeded");
        plugin.FunctionEnds.Should().HaveSameCount(plugin.FunctionStarts);
        plugin.FunctionStarts.Last().IsReplay.Should().Be(plugin.Starts.Count > 1);
        plugin.FunctionStarts.Should().OnlyContain(f => !f.IsReplayingChildren && f.Attempt == 1);
    }

    [Test]
    public async Task UserFunction_OfBranches_HasTheirNames()
    {
        var plugin = new RecordingPlugin();

        await RunAsync(
            async ctx =>
            {
                await using var p = ctx.Parallel("scope", c => c.AllCompleted());
                p.Branch("good", _ => Task.FromResult(1));
                p.Branch<int>("bad", _ => throw new InvalidDataException("broken"));
                return (await p.JoinAsync()).SuccessCount;
            },
            [plugin]);

        plugin.FunctionEnds.Select(f => (f.Name, f.SubType, f.Outcome)).Should().BeEquivalentTo(new[]
        {
            ("good", "ParallelBranch", UserFunctionOutcome.Succeeded),
            ("bad", "ParallelBranch", UserFunctionOutcome.Failed),
        });
        var scope = plugin.OperationEnds.Single(o => o.Name == "scope").Id;
        plugin.FunctionEnds.Should().OnlyContain(f => f.ParentId == scope);
    }

    [Test]
    public async Task UserFunctionStart_WhatItPutsIntoTheFlow_ThatBodyAloneSees()
    {
        var plugin = new AmbientPlugin();

        var run = await RunAsync(
            async ctx =>
            {
                var inStep = await ctx.StepAsync("sync", () => Ambient.Value);
                var inAsync = await ctx.StepAsync("async", async () =>
                {
                    await Task.Yield();
                    return Ambient.Value;
                });
                var inChild = await ctx.RunInChildContextAsync("child", async c =>
                {
                    var before = Ambient.Value;
                    var nested = await c.StepAsync("nested", () => Ambient.Value);
                    await c.WaitAsync(TimeSpan.FromMinutes(1));
                    return $"{before} {nested} {Ambient.Value}";
                });
                return $"{inStep}, {inAsync}, {inChild}, {Ambient.Value ?? "none"}";
            },
            [plugin]);

        run.Value.Should().Be("sync, async, child nested child, none");
        plugin.Lost.Should().BeEmpty("the end sees what the start left");
    }

    private sealed class AmbientPlugin : DurablePlugin
    {
        public List<string?> Lost { get; } = [];

        public override void OnUserFunctionStart(UserFunctionInfo info) => Ambient.Value = info.Name;

        public override void OnUserFunctionEnd(UserFunctionEndInfo info)
        {
            if (Ambient.Value != info.Name)
            {
                lock (Lost)
                {
                    Lost.Add(info.Name);
                }
            }
        }
    }

    [Test]
    public async Task UserFunction_OfFlatContextsInOneThatRunsAgain_IsReplayingChildren()
    {
        var plugin = new RecordingPlugin();
        FunctionOptions = new DurableFunctionOptions { Plugins = [plugin] };

        await LiveAndReplayedAsync(ctx => ctx.RunInChildContextAsync("large", async c =>
        {
            var p = c.Parallel("scope", s => s.Nesting(NestingType.Flat));
            var branch = p.Branch("branch", async b => new string(await b.StepAsync("s", () => 'x'), PayloadLimits.ContextBytes));
            await p.JoinAsync();
            return await c.RunInChildContextAsync("flat", _ => Task.FromResult(branch.Result), new ChildContextConfig { Nesting = NestingType.Flat });
        }));

        plugin.FunctionStarts.Where(f => f.Type == OperationType.Context).Select(f => (f.Name, f.IsReplayingChildren)).Should().Equal(
            ("large", false), ("branch", false), ("flat", false),
            ("large", true), ("branch", true), ("flat", true));
    }
}
