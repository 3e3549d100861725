using DurableParallel.Benchmarks.Sequences;
using DurableParallel.Engine.Probe;

namespace DurableParallel.Benchmarks.Children;

/// <summary>So many hello sequences (first argument), all accepted at once, so many active (second).</summary>
internal sealed class HelloChild : IChild
{
    public string Name => "hello";

    public async Task<Dictionary<string, double>> RunAsync(string[] arguments)
    {
        var count = ChildArguments.Number(arguments[0]);
        await HelloRun.TakeAsync(Arrival.Scattered(count), ChildArguments.Number(arguments[1]), count);
        return new Dictionary<string, double>
        {
            ["steps"] = (double)count * HelloSequence.Steps,
            ["peak_rss_mb"] = ProcessFigures.PeakMegabytes,
        };
    }
}
