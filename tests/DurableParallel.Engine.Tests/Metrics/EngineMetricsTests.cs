namespace DurableParallel.Engine.Tests.Metrics;

[TestFixture]
[NonParallelizable]
[CancelAfter(60_000)]
internal sealed class EngineMetricsTests : EngineFixture
{
    [Test]
    public async Task Meter_AnEngineAtWork_MeasuresCommitsStatesAndSizes()
    {
        var engine = await OpenAsync(Options with { ResidentBytes = 0 });
        engine.Register<int, int>("park", ParkAsync);
        using var probe = new MeterProbe(engine.JournalId);

        for (var i = 0; i < 5; i++)
        {
            await engine.StartAsync("park", $"park-{i}", i);
        }

        while (!engine.IsQuiet)
        {
            await Task.Yield();
        }

        probe.Collect();
        var records = probe["durableparallel.engine.commit.records"];
        records.Sum().Should().BeGreaterThanOrEqualTo(10, "a start and a delay each");
        probe["durableparallel.engine.commit.duration"].Should().HaveSameCount(records).And.OnlyContain(seconds => seconds > 0 && seconds < 60);
        probe["durableparallel.engine.executions/Running"].Should().Equal(5);
        probe["durableparallel.engine.executions/Succeeded"].Should().Equal(0);
        probe["durableparallel.engine.executions.active"].Should().Equal(0);
        probe["durableparallel.engine.evictions"].Should().Equal(5);
        probe["durableparallel.engine.resident.size"].Should().Equal(0);
        probe["durableparallel.engine.journal.size"].Single().Should().BeGreaterThan(4096);
    }

    [Test]
    public async Task Meter_ParkedExecutionsThatStay_HoldBytes()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("park", ParkAsync);
        using var probe = new MeterProbe(engine.JournalId);
        await engine.StartAsync("park", "park-0", 0);
        while (!engine.IsQuiet)
        {
            await Task.Yield();
        }

        probe.Collect();

        probe["durableparallel.engine.resident.size"].Single().Should().BeGreaterThan(0);
        probe["durableparallel.engine.evictions"].Should().Equal(0);
    }

    [Test]
    public async Task TimerLag_ADueTimeNoticedLate_IsMeasured()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("park", ParkAsync);
        using var probe = new MeterProbe(engine.JournalId);
        var execution = await engine.StartAsync("park", "park-0", 3);
        while (!engine.IsQuiet)
        {
            await Task.Yield();
        }

        Clock.Advance(TimeSpan.FromSeconds(65));
        await execution.GetResultAsync<int>();

        probe["durableparallel.engine.timer.lag"].Should().Equal(5);
    }

    [Test]
    public async Task Meter_Units_AreThoseOfOpenTelemetry()
    {
        var engine = await OpenAsync();
        using var probe = new MeterProbe(engine.JournalId);

        probe.Units.Should().BeEquivalentTo(new Dictionary<string, string?>
        {
            ["durableparallel.engine.commit.records"] = "{record}",
            ["durableparallel.engine.commit.duration"] = "s",
            ["durableparallel.engine.timer.lag"] = "s",
            ["durableparallel.engine.journal.size"] = "By",
            ["durableparallel.engine.resident.size"] = "By",
            ["durableparallel.engine.evictions"] = "{execution}",
            ["durableparallel.engine.executions.active"] = "{execution}",
            ["durableparallel.engine.executions"] = "{execution}",
        });
    }

    [Test]
    public async Task Meter_AStoppedEngine_MeasuresNothingMore()
    {
        var engine = await OpenAsync();
        using var probe = new MeterProbe(engine.JournalId);
        await engine.StopAsync();

        probe.Collect();

        probe["durableparallel.engine.journal.size"].Should().BeEmpty();
    }

    private static async Task<int> ParkAsync(DurableContext ctx, int input)
    {
        await ctx.WaitAsync(TimeSpan.FromSeconds(60));
        return input;
    }
}
