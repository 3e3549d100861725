using DurableParallel.Benchmarks.Measuring;
using DurableParallel.Benchmarks.Sequences;
using DurableParallel.Engine;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>What <see cref="SequenceScenario"/> starts a process for, whose collector runs as the environment says.</summary>
internal sealed class SequenceWithoutConcurrentGCScenario : IScenario
{
    public string Name => SequenceScenario.WithoutConcurrentGC;

    public string Description => "a part of sequence, which starts it with DOTNET_gcConcurrent=0";

    public int StandardCount => 100_000;

    public async Task RunAsync(Arguments arguments, int count)
    {
        var report = new Report("sequence");
        await SequenceScenario.MeasureAsync(
            report, "all_accepted_gc_off", Arrival.Scattered(count), DurableEngineOptions.DefaultMaxActive, ofRaw: null, ofPlain: null, arguments.Repetitions);
        report.Finish();
    }
}
