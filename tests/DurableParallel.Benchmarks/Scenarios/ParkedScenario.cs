using DurableParallel.Benchmarks.Children;
using DurableParallel.Benchmarks.Measuring;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>The memory of executions that sleep, in memory and evicted, or wait under a limit, at N and at ten times as many; beside async calls that wait.</summary>
internal sealed class ParkedScenario : IScenario
{
    private const int Million = 1_000_000;

    private static readonly ParkedChild Child = new();

    public string Name => "parked";

    public string Description => "memory of N executions asleep, and of ten times as many; beside a parked two-deep async chain";

    public int StandardCount => 100_000;

    public async Task RunAsync(Arguments arguments, int count)
    {
        var report = new Report(Name);

        // Of a size that takes a minute there is one process: bytes of a full collection do not vary.
        await MeasureAsync(report, count, arguments.Repetitions.OfProcesses with { Discarded = 0 });
        await MeasureAsync(report, 10 * count, new Repetitions(0, 1));
        report.Finish();
    }

    private static async Task MeasureAsync(Report report, int count, Repetitions repetitions)
    {
        var samples = await Samples<Dictionary<string, double>>.TakeAsync(
            repetitions,
            () => TakeAsync(ParkedChild.Resident),
            (ParkedChild.Evicted, () => TakeAsync(ParkedChild.Evicted)),
            (ParkedChild.Queued, () => TakeAsync(ParkedChild.Queued)),
            (ParkedChild.Plain, () => TakeAsync(ParkedChild.Plain)));
        report.Header($"{count:N0} parked");
        report.Add(count, "resident_bytes_per_execution", samples.Measured(Bytes), samples.Of(ParkedChild.Plain, Bytes), Goal.RatioAtMost(6, 4));
        report.Add(count, "resident_rss_mb", samples.Measured(Rss), samples.Of(ParkedChild.Plain, Rss));
        report.Add(count, "evicted_bytes_per_execution", samples.Of(ParkedChild.Evicted, Bytes).Value, samples.Of(ParkedChild.Plain, Bytes));
        report.Add(count, "evicted_rss_mb", samples.Of(ParkedChild.Evicted, Rss).Value, goal: count == Million ? Goal.AtMost(300, 180) : null);
        report.Add(count, "queued_bytes_per_execution", samples.Of(ParkedChild.Queued, Bytes).Value, samples.Of(ParkedChild.Evicted, Bytes));
        report.Add(count, "queued_per_second", samples.Of(ParkedChild.Queued, PerSecond).Value, samples.Of(ParkedChild.Evicted, PerSecond));
        report.Add(count, "evicted_peak_rss_mb", samples.Of(ParkedChild.Evicted, figures => figures["peak_rss_mb"]).Value);

        Task<Dictionary<string, double>> TakeAsync(string form) => ChildProcess.MeasureAsync(Child, ChildArguments.Text(count), form);
    }

    private static double Bytes(Dictionary<string, double> figures) => figures["bytes"];

    private static double PerSecond(Dictionary<string, double> figures) => figures["per_second"];

    private static double Rss(Dictionary<string, double> figures) => figures["rss_mb"];
}
