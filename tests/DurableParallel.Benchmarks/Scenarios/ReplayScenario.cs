using System.Diagnostics;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>
/// Opens a journal with one execution that sleeps after N operations, and measures how long it takes until its code is
/// past them again; once for a scope of N branches, once for N steps in a row.
/// </summary>
internal sealed class ReplayScenario : IScenario
{
    private static readonly TimeSpan Asleep = TimeSpan.FromDays(30);

    private TaskCompletionSource _passed = new();

    public string Name => "replay";

    public string Description => "cold replay of N finished operations, journal on disk; baseline: plain tasks under a semaphore";

    public async Task RunAsync(Arguments arguments)
    {
        var report = new Report(Name);
        await MeasureAsync(report, "steps", arguments.Count, StepsAsync);
        await MeasureAsync(report, "scope", arguments.Count, ScopeAsync);
        report.Header("whole process");
        var rss = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
        report.Add(arguments.Count, "peak_rss_mb", new Range(rss, rss, rss));
        report.Finish();
    }

    private async Task MeasureAsync(Report report, string form, int count, Func<DurableContext, int, Task<int>> function)
    {
        var perOperation = new Dictionary<int, double>();
        foreach (var n in new SortedSet<int> { 1_000, 10_000, count })
        {
            using var journal = new TemporaryJournal();
            await using (var engine = await journal.OpenAsync())
            {
                _passed = new TaskCompletionSource();
                engine.Register<int, int>("replay", 1, function);
                await engine.StartAsync("replay", "sleeper", n);
                await _passed.Task;
            }

            var samples = await Samples.TakeAsync(() => ReopenAsync(journal, function), ("plain_tasks", () => Sample.TakeAsync(() => PlainAsync(n))));
            report.Header($"replay of {n:N0} operations: {form}");
            report.Add(n, form + "_us_per_operation", samples.Measured(s => s.Wall.TotalMicroseconds / n), "plain_tasks", samples.Of("plain_tasks", s => s.Wall.TotalMicroseconds / n));
            report.Add(n, form + "_cpu_us_per_operation", samples.Measured(s => s.Cpu.TotalMicroseconds / n));
            report.Add(n, form + "_bytes_per_operation", samples.Measured(s => (double)s.AllocatedBytes / n));
            perOperation[n] = samples.Measured(s => s.Wall.TotalMicroseconds / n).Median;
        }

        var growth = perOperation[10_000] / perOperation[1_000];
        report.Add(10_000, form + "_growth_from_1000", new Range(growth, growth, growth));
    }

    private async Task<Sample> ReopenAsync(TemporaryJournal journal, Func<DurableContext, int, Task<int>> function)
    {
        _passed = new TaskCompletionSource();
        var engine = await journal.OpenAsync();
        try
        {
            // A sleeper that is not due is not rebuilt; its handle's history makes the engine read it, its wake-up replay it.
            return await Sample.TakeAsync(async () =>
            {
                engine.Register<int, int>("replay", 1, function);
                await _passed.Task;
            });
        }
        finally
        {
            await engine.DisposeAsync();
        }
    }

    private async Task<int> StepsAsync(DurableContext ctx, int count)
    {
        var sum = 0;
        for (var i = 0; i < count; i++)
        {
            var value = i;
            sum += await ctx.StepAsync("work", () => value) & 1;
        }

        _passed.TrySetResult();
        await ctx.WaitAsync(Asleep);
        return sum;
    }

    private async Task<int> ScopeAsync(DurableContext ctx, int count)
    {
        var succeeded = await FanoutScenario.FanOutAsync(ctx, count, 0);
        _passed.TrySetResult();
        await ctx.WaitAsync(Asleep);
        return succeeded;
    }

    private static async Task PlainAsync(int count)
    {
        using var places = new SemaphoreSlim(200);
        await Task.WhenAll(Enumerable.Range(0, count).Select(async value =>
        {
            await places.WaitAsync();
            places.Release();
            return value;
        }));
    }
}
