using DurableParallel.Benchmarks.Sequences;

namespace DurableParallel.Benchmarks.Children;

/// <summary>One scope of so many branches (first argument), so many at once (second).</summary>
internal sealed class FanOutChild : IChild
{
    public string Name => "fanout";

    public async Task<Dictionary<string, double>> RunAsync(string[] arguments)
    {
        var run = await FanOut.TakeAsync(ChildArguments.Number(arguments[0]), ChildArguments.Number(arguments[1]));
        return new Dictionary<string, double> { ["steps"] = run.Branches, ["peak_rss_mb"] = ProcessFigures.PeakMegabytes };
    }
}
