using DurableParallel.Benchmarks.Layouts;
using DurableParallel.Benchmarks.Measuring;
using DurableParallel.Benchmarks.Sequences;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>The same records in journals of different layouts, beside the simplest one. N is the number of executions.</summary>
internal sealed class LayoutScenario : IScenario
{
    public string Name => "layout";

    public string Description => "N executions of 7 records in journals of different layouts; baseline: one row a record";

    public int StandardCount => 20_000;

    public async Task RunAsync(Arguments arguments, int count)
    {
        var order = Arrival.Scattered(count);
        JournalLayout[] others = [new IndexedRowLayout(), new PackedLayout(), new PackedAndMovedLayout()];
        var row = new RowLayout();
        var samples = await Samples<Written>.TakeAsync(
            arguments.Repetitions,
            () => WriteAsync(row, order),
            [.. others.Select(layout => (layout.Name, (Func<Task<Written>>)(() => WriteAsync(layout, order))))]);

        var report = new Report(Name);
        AddAll(row, samples.Measured);
        foreach (var layout in others)
        {
            AddAll(layout, of => samples.Of(layout.Name, of).Value);
        }

        report.Finish();

        void AddAll(JournalLayout layout, Func<Func<Written, double>, Measuring.Range> figures)
        {
            report.Header($"{layout.Name}: {layout.Description}");
            Add("wall_us_per_execution", written => written.Sample.Wall.TotalMicroseconds / count);
            Add("cpu_us_per_execution", written => written.Sample.Cpu.TotalMicroseconds / count);
            Add("file_bytes_per_execution", written => (double)written.Bytes / count);

            void Add(string metric, Func<Written, double> of) =>
                report.Add(count, $"{layout.Name}_{metric}", figures(of), new Baseline(row.Name, samples.Measured(of)));
        }
    }

    private static async Task<Written> WriteAsync(JournalLayout layout, int[] order)
    {
        using var journal = new LayoutJournal(layout);
        var sample = await Sample.TakeAsync(() => Task.Run(() => journal.Write(order)));
        return new Written(sample, journal.Bytes);
    }

    private readonly record struct Written(Sample Sample, long Bytes);
}
