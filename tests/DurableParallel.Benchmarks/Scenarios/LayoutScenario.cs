using DurableParallel.Benchmarks.Layouts;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>The same records in journals of different layouts, beside the simplest one. N is the number of executions.</summary>
internal sealed class LayoutScenario : IScenario
{
    private const int Discarded = 3;
    private const int Counted = 5;

    public string Name => "layout";

    public string Description => "N executions of 7 records in journals of different layouts; baseline: one row a record";

    public async Task RunAsync(Arguments arguments)
    {
        JournalLayout[] layouts = [new RowLayout(), new IndexedRowLayout(), new PackedLayout(), new PackedAndMovedLayout()];
        var samples = layouts.ToDictionary(layout => layout.Name, _ => new List<(Sample Sample, long Bytes)>());
        for (var repetition = 0; repetition < Discarded + Counted; repetition++)
        {
            foreach (var layout in layouts)
            {
                using var journal = new LayoutJournal(layout);
                var sample = await Sample.TakeAsync(() => Task.Run(() => journal.Write(arguments.Count)));
                if (repetition >= Discarded)
                {
                    samples[layout.Name].Add((sample, journal.Bytes));
                }
            }
        }

        var report = new Report(Name);
        var plain = samples[layouts[0].Name];
        foreach (var layout in layouts)
        {
            report.Header($"{layout.Name}: {layout.Description}");
            Add("wall_us_per_execution", taken => taken.Sample.Wall.TotalMicroseconds / arguments.Count);
            Add("cpu_us_per_execution", taken => taken.Sample.Cpu.TotalMicroseconds / arguments.Count);
            Add("file_bytes_per_execution", taken => (double)taken.Bytes / arguments.Count);

            void Add(string metric, Func<(Sample Sample, long Bytes), double> of) => report.Add(
                arguments.Count,
                $"{layout.Name}_{metric}",
                Range.Of(samples[layout.Name].Select(of)),
                layouts[0].Name,
                Range.Of(plain.Select(of)));
        }

        report.Finish();
    }
}
