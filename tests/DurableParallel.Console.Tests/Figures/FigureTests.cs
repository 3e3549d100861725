namespace DurableParallel.Console.Tests.Figures;

internal sealed class FigureTests : SampleFixture
{
    [Test]
    public async Task Figures_Now_AreThoseOfTheEngine()
    {
        await RunAsync("echo", "e", "x");
        await StartAsync("sleep", "s");
        await ParkedAsync("s");

        var figures = await GetAsync("figures");

        figures.GetProperty("executions").GetInt64().Should().Be(2);
        figures.GetProperty("running").GetInt64().Should().Be(1);
        figures.GetProperty("parked").GetInt64().Should().Be(1);
        figures.GetProperty("journalBytes").GetInt64().Should().BePositive();
        figures.GetProperty("heapBytes").GetInt64().Should().BePositive();
    }

    [Test]
    public async Task History_OfFigures_HasAPointEveryFiveSecondsWithRates()
    {
        await PointsAsync(1);
        for (var index = 0; index < 10; index++)
        {
            await RunAsync("echo", $"e{index}", "x");
            await RunAsync("fail", $"f{index}", "x");
        }

        await PointsAsync(2);
        await PointsAsync(3);
        var points = (await GetAsync("figures/history?minutes=1")).GetProperty("points");

        points[1].GetProperty("startsPerSecond").GetDouble().Should().BeApproximately(4, 0.01);
        points[1].GetProperty("endsPerSecond").GetDouble().Should().BeApproximately(4, 0.01);
        points[1].GetProperty("failures").GetProperty("fail").GetInt64().Should().Be(10);
        points[2].GetProperty("startsPerSecond").GetDouble().Should().Be(0);
    }

    [Test]
    public async Task Functions_ThatEnded_HaveTheirTimesAndRetries()
    {
        await PointsAsync(1);
        await RunAsync("echo", "e", "x");
        var retried = await StartAsync("retry", "r");
        await QuietAsync(Engine);
        await PointsAsync(2);
        await PassTimeUntilEndedAsync(retried);
        var (count, functions) = (3, default(System.Text.Json.JsonElement));
        do
        {
            await PointsAsync(count++);
            functions = await GetAsync("figures/functions");
        }
        while (functions.GetProperty("slowest").GetArrayLength() < 2);

        Strings(functions.GetProperty("slowest"), "function").Should().Equal("retry", "echo");
        functions.GetProperty("slowest")[0].GetProperty("p50Ms").GetDouble().Should().BeGreaterThanOrEqualTo(20_000);
        functions.GetProperty("retried")[0].GetProperty("operation").GetString().Should().Be("flaky");
    }

    // The first point is taken when the application has started, and each further one 5 s after the one before was done.
    private async Task PointsAsync(int count)
    {
        while ((await GetAsync("figures/history")).GetProperty("points").GetArrayLength() < count)
        {
            if (count > 1 && Engine.IsQuiet)
            {
                Clock.Advance(TimeSpan.FromMilliseconds(500));
            }

            await Task.Yield();
        }
    }
}
