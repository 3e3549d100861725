using System.Diagnostics;
using DurableParallel.Benchmarks.Children;
using DurableParallel.Benchmarks.Measuring;
using Microsoft.Data.Sqlite;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>
/// A process with N executions in flight is killed; then fresh ones open copies of its journal. Measured is the time until
/// the first body runs, and until every execution is back in the step in which it died. No acknowledged step may run again.
/// </summary>
internal sealed class RecoverScenario : IScenario
{
    private const string Scan = "plain_scan";

    private static readonly RecoverChild Child = new();

    public string Name => "recover";

    public string Description => "a process killed with N in flight: until the first step runs and until all are back; beside a scan of the file";

    public int StandardCount => 100_000;

    public async Task RunAsync(Arguments arguments, int count)
    {
        var report = new Report(Name);
        using var killed = new TemporaryJournal();
        await ChildProcess.UntilKilledAsync(new FillAndDieChild(), ChildArguments.Text(count), killed.Folder);
        var samples = await Samples<Dictionary<string, double>>.TakeAsync(
            arguments.Repetitions,
            () => RecoverAsync(killed, count, RecoverChild.Flowing),
            (RecoverChild.Halted, () => RecoverAsync(killed, count, RecoverChild.Halted)),
            (Scan, () => ScanAsync(killed)));

        var scan = samples.Of(Scan, figures => figures["all"]);
        report.Header($"{count:N0} in flight, killed in their fourth step, opened by a fresh process that goes on at once");
        report.Add(count, "open_seconds", Of("open"), scan);
        report.Add(count, "open_cpu_seconds", Of("open_cpu"));
        report.Add(count, "first_step_seconds", Of("first"), scan, Goal.AtMost(0.5, 0.25));
        report.Add(count, "all_ended_seconds", Of("ended"));
        report.Add(count, "peak_rss_mb", Of("peak_rss_mb"));
        report.Add(count, "acknowledged_steps_repeated", Of("repeated"), goal: Goal.AtMost(0, 0));
        report.Header($"{count:N0} the same, all begun before any goes on");
        report.Add(count, "all_begun_first_step_seconds", OfHalted("first"), scan);
        report.Add(count, "all_begun_all_back_seconds", OfHalted("all"), scan, Goal.AtMost(2, 1));
        report.Add(count, "all_begun_all_ended_seconds", OfHalted("ended"));
        report.Add(count, "all_begun_peak_rss_mb", OfHalted("peak_rss_mb"));
        report.Add(count, "all_begun_acknowledged_steps_repeated", OfHalted("repeated"), goal: Goal.AtMost(0, 0));
        Report.Note($"{Of("records").Median:N0} records read");
        report.Finish();

        Measuring.Range Of(string figure) => samples.Measured(figures => figures[figure]);
        Measuring.Range OfHalted(string figure) => samples.Of(RecoverChild.Halted, figures => figures[figure]).Value;
    }

    private static async Task<Dictionary<string, double>> RecoverAsync(TemporaryJournal killed, int count, string form)
    {
        using var copy = killed.Copy();
        var figures = await ChildProcess.MeasureAsync(Child, ChildArguments.Text(count), copy.Folder, form);
        return figures["repeated"] == 0 && figures["wrong"] == 0 && figures["resumed"] == count
            ? figures
            : throw new InvalidOperationException(
                $"{figures["resumed"]} of {count} executions went on, {figures["wrong"]} had a wrong result, and {figures["repeated"]} acknowledged steps ran again.");
    }

    // Opening recovers the write-ahead log, for both.
    private static async Task<Dictionary<string, double>> ScanAsync(TemporaryJournal killed)
    {
        using var copy = killed.Copy();
        return await Task.Run(() =>
        {
            var start = Stopwatch.GetTimestamp();
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = copy.JournalPath, Pooling = false }.ConnectionString);
            connection.Open();
            long bytes = 0;
            foreach (var sql in new[] { "SELECT data FROM log ORDER BY seq", "SELECT records FROM execution ORDER BY number" })
            {
                using var command = connection.CreateCommand();
                command.CommandText = sql;
                using var rows = command.ExecuteReader();
                while (rows.Read())
                {
                    bytes += rows.GetFieldValue<byte[]>(0).Length;
                }
            }

            return new Dictionary<string, double> { ["all"] = Stopwatch.GetElapsedTime(start).TotalSeconds, ["bytes"] = bytes };
        });
    }
}
