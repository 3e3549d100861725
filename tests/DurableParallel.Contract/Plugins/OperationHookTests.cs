using DurableParallel.Contract.Hosts;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Plugins;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class OperationHookTests(ContractHostKind kind) : PluginFixture(kind)
{
    private static readonly StepConfig TwoAttempts = new() { Retry = RetryStrategy.Fixed(2, TimeSpan.FromMinutes(1)) };

    [Test]
    public async Task OperationStart_OfAWait_ComesOnceAnInvocation()
    {
        var plugin = new RecordingPlugin();

        await RunAsync(
            async ctx =>
            {
                var day = ctx.WaitAsync("day", TimeSpan.FromDays(1));
                await ctx.WaitAsync("hour", TimeSpan.FromHours(1));
                await day;
                return 0;
            },
            [plugin]);

        AssertStarts(plugin, "day", suspensions: 1);
        AssertStarts(plugin, "hour", suspensions: 0);
    }

    [Test]
    public async Task OperationStart_OfARetriedStep_IsNotRepeated()
    {
        var plugin = new RecordingPlugin();

        await RunAsync(
            ctx => ctx.StepAsync("s", s => s.Attempt < 2 ? throw new InvalidDataException("again") : 1, TwoAttempts),
            [plugin]);

        AssertStarts(plugin, "s", suspensions: 1);
        plugin.OperationEnds.Should().ContainSingle().Which.Attempt.Should().Be(2);
        plugin.Changes.Select(c => c.UpdatedOperations.Values.Single().Status).Where(s => s is not (OperationStatus.Started or OperationStatus.Ready))
            .Should().Equal(OperationStatus.Pending, OperationStatus.Succeeded);
    }

    [Test]
    public async Task OperationEnd_OfEverything_ComesOnceOverAllInvocations()
    {
        var plugin = new RecordingPlugin();

        var run = await RunAsync(EverythingAsync, [plugin]);

        plugin.OperationEnds.Select(o => o.Id).Should().OnlyHaveUniqueItems();
        var ended = run.Execution.Operations.Where(o => o.Record.IsEnded);
        plugin.OperationEnds.Select(o => (o.Id, o.Name, o.Status, o.ParentId, o.EndTimestamp)).Should().BeEquivalentTo(
            ended.Select(o => (o.Hex, o.Name, o.Record.Status, o.ParentHex, o.Record.EndTimestamp)));
    }

    [Test]
    public async Task OperationEnd_OfAWaitThatEndsBetweenInvocations_ComesBeforeCodeVisitsIt()
    {
        if (!Host.Traits.SuspendsWhenParked)
        {
            Assert.Ignore("This host keeps what is parked.");
        }

        Host.AutoAdvance = false;
        var plugin = new RecordingPlugin();
        var execution = await StartAsync(
            async ctx =>
            {
                await ctx.StepAsync("s", () => { });
                await ctx.WaitAsync("w", TimeSpan.FromHours(1));
                return 0;
            },
            [plugin]);
        await UntilAsync(() => !plugin.Ends.IsEmpty);
        Host.AutoAdvance = true;
        await OutcomeOf(execution);

        plugin.Lines.Should().ContainInConsecutiveOrder("/invocation Pending", "invocation", "/w Succeeded", "/invocation Succeeded");
        plugin.Starts.Last().UpdatedOperations.Values.Should().ContainSingle().Which.Name.Should().Be("w");
        plugin.Starts.First().UpdatedOperations.Should().BeEmpty();
    }

    [Test]
    public async Task OperationEnd_OfAFailedStep_CarriesItsError()
    {
        var plugin = new RecordingPlugin();

        await RunAsync<int>(
            ctx => ctx.StepAsync<int>("s", () => throw new InvalidDataException("broken"), new StepConfig { Retry = RetryStrategy.None }),
            [plugin]);

        var end = plugin.OperationEnds.Should().ContainSingle().Subject;
        end.Status.Should().Be(OperationStatus.Failed);
        end.Error!.ErrorMessage.Should().Be("broken");
        end.Result.Should().BeNull();
    }

    [Test]
    public async Task OperationHooks_OfOneOperation_ComeInOrder()
    {
        var plugin = new RecordingPlugin();

        await RunAsync(EverythingAsync, [plugin]);

        foreach (var name in plugin.OperationEnds.Select(o => o.Name).Distinct())
        {
            var lines = plugin.Lines.ToList();
            lines.IndexOf($"{name}").Should().BeLessThan(lines.FindIndex(l => l.StartsWith($"~{name} ", StringComparison.Ordinal)), "of {0}", name);
            lines.FindLastIndex(l => l.StartsWith($"~{name} ", StringComparison.Ordinal))
                .Should().BeLessThan(lines.FindIndex(l => l.StartsWith($"/{name} ", StringComparison.Ordinal)), "of {0}", name);
        }
    }

    [Test]
    public async Task OperationHooks_AreHeardBeforeCodeGoesOn()
    {
        var plugin = new RecordingPlugin();
        var heard = 0;

        await RunAsync(
            async ctx =>
            {
                await ctx.WaitAsync("w", TimeSpan.FromHours(1));
                await ctx.StepAsync("s", () => { });
                heard = plugin.OperationEnds.Count;
                return 0;
            },
            [plugin]);

        heard.Should().Be(2);
    }

    [Test]
    public async Task CrashAtEveryCheckpoint_NoEndIsToldTwice([Values(FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        await RunAsync(EverythingAsync, [new RecordingPlugin()], undisturbed);

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = fault switch
            {
                FaultKind.CrashBefore => FaultPlan.CrashBefore(k),
                FaultKind.CrashAfter => FaultPlan.CrashAfter(k),
                _ => FaultPlan.LoseAcknowledgement(k),
            };
            var plugin = new RecordingPlugin();
            var run = await RunAsync(EverythingAsync, [plugin], plan);

            run.Value.Should().Be(6, "of {0}", plan);
            plugin.OperationEnds.Select(o => o.Id).Should().OnlyHaveUniqueItems("of {0}", plan);
            var missed = run.Execution.Operations.Where(o => o.Record.IsEnded).Select(o => o.Hex).Except(plugin.OperationEnds.Select(o => o.Id));
            if (Host.Traits.IsInMemory)
            {
                missed.Count().Should().BeLessThanOrEqualTo(fault == FaultKind.LoseAcknowledgement ? 1 : 0, "of {0}: what was acknowledged was told", plan);
            }

            // That of an invocation which the crash has cut is told by a thread of the process that died.
            await UntilAsync(() => plugin.Ends.Count >= plugin.Starts.Count);
            plugin.Starts.Should().HaveSameCount(plugin.Ends, "of {0}: every invocation that began has an end", plan);
        }
    }

    /// <summary>Made once, and met again in the invocations that begin while it has not ended. When exactly an engine evicts is its own affair.</summary>
    private void AssertStarts(RecordingPlugin plugin, string name, int suspensions)
    {
        var starts = plugin.OperationStarts.Where(o => o.Name == name).Select(o => o.IsReplay).ToList();
        starts.Should().Equal(Enumerable.Range(0, starts.Count).Select(i => i > 0), "of {0}", name);
        starts.Count.Should().BeInRange(1, plugin.Starts.Count, "of {0}", name);
        if (Host.Traits.IsInMemory)
        {
            starts.Should().HaveCount(Host.Traits.SuspendsWhenParked ? 1 + suspensions : 1, "of {0}", name);
        }
    }

    private static async Task<int> EverythingAsync(DurableContext ctx)
    {
        await ctx.StepAsync("begin", () => { });
        await using var p = ctx.Parallel("scope", c => c.AllCompleted());
        var plain = p.Branch("plain", _ => Task.FromResult(1));
        var waits = p.Branch("waits", async b =>
        {
            await b.WaitAsync("w", TimeSpan.FromMinutes(5));
            return await b.StepAsync("after", () => 2);
        });
        var retries = p.Branch("retries", b => b.StepAsync("flaky", s => s.Attempt < 2 ? throw new InvalidDataException("again") : 3, TwoAttempts));
        p.Branch<int>("fails", _ => throw new InvalidDataException("broken"));
        p.Branch("child", b => b.RunInChildContextAsync("c", c => c.WaitAsync("deep", TimeSpan.FromMinutes(9))));
        await p.JoinAsync();
        return plain.Result + waits.Result + retries.Result;
    }
}
