using System.Diagnostics;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>One execution with one scope of N branches of one step each, beside as many plain tasks.</summary>
internal sealed class FanoutScenario : IScenario
{
    public string Name => "fanout";

    public string Description => "one scope of N branches of one step each, journal on disk; baseline: plain tasks under a semaphore";

    public async Task RunAsync(Arguments arguments)
    {
        var report = new Report(Name);
        var perBranch = new Dictionary<int, double>();
        foreach (var n in new SortedSet<int> { 1_000, 10_000, arguments.Count })
        {
            using var journal = new TemporaryJournal();
            await using var engine = await journal.OpenAsync();
            engine.Register<int, int>("fanout", 1, (ctx, count) => FanOutAsync(ctx, count, arguments.Concurrency));
            var run = 0;
            var samples = await Samples.TakeAsync(
                () => Sample.TakeAsync(async () =>
                {
                    var execution = await engine.StartAsync("fanout", $"run-{run++}", n);
                    await execution.ResultAsync<int>();
                }),
                ("plain_tasks", () => Sample.TakeAsync(() => PlainAsync(n, arguments.Concurrency))));

            report.Header($"fanout of {n:N0} branches, {(arguments.Concurrency == 0 ? "unlimited" : $"at most {arguments.Concurrency} at once")}");
            Add(report, samples, n, "wall_us_per_branch", sample => sample.Wall.TotalMicroseconds / n);
            Add(report, samples, n, "cpu_us_per_branch", sample => sample.Cpu.TotalMicroseconds / n);
            Add(report, samples, n, "allocated_bytes_per_branch", sample => (double)sample.AllocatedBytes / n);
            perBranch[n] = samples.Measured(sample => sample.Wall.TotalMicroseconds / n).Median;
        }

        var growth = perBranch[10_000] / perBranch[1_000];
        report.Header("whole process");
        report.Add(10_000, "growth_from_1000", new Range(growth, growth, growth));
        var rss = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
        report.Add(arguments.Count, "peak_rss_mb", new Range(rss, rss, rss));
        report.Finish();
    }

    public static async Task<int> FanOutAsync(DurableContext ctx, int count, int concurrency)
    {
        await using var p = ctx.Parallel("fanout", concurrency == 0 ? new ParallelConfig() : new ParallelConfig { MaxConcurrency = concurrency });
        for (var i = 0; i < count; i++)
        {
            var value = i;
            p.Branch(null, async b => await b.StepAsync("work", () => WorkAsync(value)));
        }

        return (await p.JoinAsync()).SuccessCount;
    }

    private static void Add(Report report, Samples samples, int n, string metric, Func<Sample, double> of) =>
        report.Add(n, metric, samples.Measured(of), "plain_tasks", samples.Of("plain_tasks", of));

    private static async Task PlainAsync(int count, int concurrency)
    {
        using var places = new SemaphoreSlim(concurrency == 0 ? count : concurrency);
        var tasks = new List<Task<int>>();
        for (var i = 0; i < count; i++)
        {
            var value = i;
            tasks.Add(Task.Run(async () =>
            {
                await places.WaitAsync();
                try
                {
                    return await WorkAsync(value);
                }
                finally
                {
                    places.Release();
                }
            }));
        }

        await Task.WhenAll(tasks);
    }

    private static async Task<int> WorkAsync(int value)
    {
        await Task.Yield();
        return value;
    }
}
