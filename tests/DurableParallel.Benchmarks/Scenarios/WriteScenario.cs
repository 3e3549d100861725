using DurableParallel.Benchmarks.Children;
using DurableParallel.Benchmarks.Measuring;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>What is written for a payload, by N executions of five steps of 100 bytes that are all there at once.</summary>
internal sealed class WriteScenario : IScenario
{
    private const string Payload = "payload_bytes";

    private static readonly WriteChild Child = new();

    public string Name => "write";

    public string Description => "bytes written per payload byte, and syncs per 1,000 steps, with N executions live";

    public int StandardCount => 100_000;

    public async Task RunAsync(Arguments arguments, int count)
    {
        var report = new Report(Name);
        await MeasureAsync(report, WriteChild.Moved, "ended and moved out of the log", count, Goal.RatioAtMost(4.0, 2.8), arguments.Repetitions);
        await MeasureAsync(report, WriteChild.Kept, "asleep and kept in the log", count, Goal.RatioAtMost(2.8, 2.3), arguments.Repetitions);
        report.Finish();
    }

    private static async Task MeasureAsync(Report report, string form, string description, int count, Goal goal, Repetitions repetitions)
    {
        string[] arguments = [ChildArguments.Text(count), form];
        var samples = await Samples<Dictionary<string, double>>.TakeAsync(
            repetitions.OfProcesses with { Discarded = 0 },
            () => ChildProcess.MeasureAsync(Child, arguments));
        report.Header($"{count:N0} executions, {description}");
        report.Add(count, $"{form}_written_bytes", Of("written_bytes"), new Baseline(Payload, Of(Payload)), goal);
        report.Add(count, $"{form}_file_bytes", Of("file_bytes"), new Baseline(Payload, Of(Payload)));
        report.Add(count, $"{form}_records_per_commit", samples.Measured(figures => figures["records"] / figures["commits"]));
        report.Add(count, $"{form}_commits_per_1000_steps", samples.Measured(figures => figures["commits"] * 1000 / figures["steps"]));
        await SystemCalls.AddSyncsAsync(report, count, $"{form}_fsyncs_per_1000_steps", Goal.AtMost(5, 2.5), Child, arguments);

        Measuring.Range Of(string figure) => samples.Measured(figures => figures[figure]);
    }
}
