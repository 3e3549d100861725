using System.Diagnostics;
using DurableParallel.Engine;
using DurableParallel.HelloSequence.Measuring;
using Spectre.Console;

namespace DurableParallel.HelloSequence.Terminal;

/// <summary>What a run came to.</summary>
internal static class RunSummary
{
    public static Table Of(StartManyResult result, StepLatency latency, TimeSpan elapsed)
    {
        var executions = result.EndedByStatus.Values.Sum();
        var table = new Table().RoundedBorder().AddColumn("What").AddColumn(new TableColumn("Value").RightAligned());
        Add(table, "Executions", $"{executions:N0}");
        foreach (var (status, count) in result.EndedByStatus.OrderBy(entry => entry.Key))
        {
            Add(table, $"  {status}", $"{count:N0}");
        }

        Add(table, "Already there", $"{result.AlreadyThere:N0}");
        Add(table, "Wall time", $"{elapsed.TotalSeconds:F2} s");
        Add(table, "Executions a second", $"{result.Started / elapsed.TotalSeconds:N0}");
        Add(table, "Steps a second", $"{latency.Count / elapsed.TotalSeconds:N0}");
        Add(table, "Step latency, median", Milliseconds(latency.Percentile(0.5)));
        Add(table, "Step latency, 99 of 100", Milliseconds(latency.Percentile(0.99)));
        using var process = Process.GetCurrentProcess();
        Add(table, "Peak memory", $"{process.PeakWorkingSet64 / (1024 * 1024):N0} MB");
        return table;
    }

    private static void Add(Table table, string what, string value) => table.AddRow(new Text(what), new Text(value));

    private static string Milliseconds(TimeSpan time) => $"{time.TotalMilliseconds:F2} ms";
}
