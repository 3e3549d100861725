using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Telemetry;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
[NonParallelizable]
internal sealed class MetricsTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task Instruments_FollowTheStyleOfOpenTelemetry()
    {
        using var recorder = new MeasurementRecorder();

        await ValueAsync(ctx => ctx.StepAsync("s", () => 1));

        recorder.Units.Should().BeEquivalentTo(new Dictionary<string, string?>
        {
            ["durableparallel.executions.active"] = "{execution}",
            ["durableparallel.operation.duration"] = "s",
            ["durableparallel.checkpoint.duration"] = "s",
            ["durableparallel.checkpoint.size"] = "By",
            ["durableparallel.branch.queue.duration"] = "s",
        });
    }

    [Test]
    public async Task ActiveExecutions_GoUpAndComeDown()
    {
        using var recorder = new MeasurementRecorder();
        var inside = 0.0;

        await ValueAsync(async ctx =>
        {
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            inside = recorder.Of("durableparallel.executions.active").Sum(m => m.Value);
            return 0;
        });

        inside.Should().Be(1);
        recorder.Of("durableparallel.executions.active").Sum(m => m.Value).Should().Be(0);
    }

    [Test]
    public async Task OperationDuration_IsFromTheStartToTheDurableEnd()
    {
        using var recorder = new MeasurementRecorder();

        await ValueAsync(async ctx =>
        {
            await ctx.WaitAsync("w", TimeSpan.FromHours(1));
            await ctx.StepAsync("s", () => { });
            return 0;
        });

        var durations = recorder.Of("durableparallel.operation.duration").ToList();
        durations.Select(m => m.Tags["durableparallel.operation.type"]).Should().BeEquivalentTo(new[] { "WAIT", "STEP" });
        durations.Single(m => "WAIT".Equals(m.Tags["durableparallel.operation.type"])).Value.Should().Be(3600);
        durations.Should().OnlyContain(m => "SUCCEEDED".Equals(m.Tags["durableparallel.operation.status"]));
    }

    [Test]
    public async Task Checkpoints_AreMeasured()
    {
        using var recorder = new MeasurementRecorder();

        var run = await RunAsync(ctx => ctx.StepAsync("s", () => "ääää"));

        recorder.Of("durableparallel.checkpoint.size").Select(m => m.Value).Should().Equal(0, 2 + (4 * 2));
        recorder.Of("durableparallel.checkpoint.duration").Should().ContainSingle().Which.Value.Should().BeGreaterThanOrEqualTo(0);
        run.Value.Should().Be("ääää");
    }

    [Test]
    public async Task BranchQueueTime_IsFromTheJoinToTheBranchsStart()
    {
        using var recorder = new MeasurementRecorder();

        await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope", c => c.MaxConcurrency(1));
            p.Branch("a", b => b.WaitAsync(TimeSpan.FromMinutes(10)));
            p.Branch("b", _ => Task.CompletedTask);
            return (await p.JoinAsync()).SuccessCount;
        });

        recorder.Of("durableparallel.branch.queue.duration").Select(m => m.Value).Should().Equal(0, 600);
    }

    [Test]
    public async Task Measurements_AndPlainRuns_WriteTheSameRecords()
    {
        var plain = (await RunAsync(BranchesAsync)).Execution.Updates.Select(u => (u.Hex, u.Action)).ToList();
        using var measurements = new MeasurementRecorder();
        using var spans = new SpanRecorder();

        var watched = (await RunAsync(BranchesAsync)).Execution.Updates.Select(u => (u.Hex, u.Action)).ToList();

        watched.Should().BeEquivalentTo(plain);
    }

    private static async Task<int> BranchesAsync(DurableContext ctx)
    {
        await using var p = ctx.Parallel();
        for (var i = 0; i < 5; i++)
        {
            p.Branch(null, b => b.StepAsync("s", () => 1));
        }

        return (await p.JoinAsync()).SuccessCount;
    }
}
