using System.Diagnostics;
using DurableParallel.Benchmarks.Layouts;
using DurableParallel.Benchmarks.Sequences;
using DurableParallel.Engine;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>
/// N executions of five steps each: all accepted at once, all begun at once, and so many in flight in a closed loop;
/// beside the same rows written by SQLite alone, and beside plain tasks.
/// </summary>
internal sealed class SequenceScenario : IScenario
{
    private const int PlainInFlight = 200;

    public string Name => "sequence";

    public string Description => "N executions of five steps; baselines: the same rows in SQLite alone, plain tasks under a semaphore of 200";

    public async Task RunAsync(Arguments arguments)
    {
        var report = new Report(Name);
        var n = arguments.Count;
        await MeasureAsync(report, "all_accepted", n, DurableEngineOptions.DefaultMaxActive, inFlight: n);
        if (arguments.Concurrency > 0)
        {
            await MeasureAsync(report, $"{arguments.Concurrency}_in_flight", n, DurableEngineOptions.DefaultMaxActive, arguments.Concurrency);
        }
        else
        {
            await MeasureAsync(report, "all_begun", n, maxActive: int.MaxValue, inFlight: n);
            await MeasureAsync(report, "1000_in_flight", n, DurableEngineOptions.DefaultMaxActive, 1000);
            await MeasureAsync(report, "200_in_flight", n, DurableEngineOptions.DefaultMaxActive, 200);
        }

        report.Header("whole process");
        var rss = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
        report.Add(n, "peak_rss_mb", new Range(rss, rss, rss));
        report.Finish();
    }

    private static async Task MeasureAsync(Report report, string form, int n, int maxActive, int inFlight)
    {
        var samples = await Samples.TakeAsync(
            () => DurableAsync(n, maxActive, inFlight),
            ("sqlite_raw", () => RawAsync(n)),
            ("plain_tasks", () => Sample.TakeAsync(() => PlainAsync(n))));
        report.Header($"sequence of {n:N0} executions, {form.Replace('_', ' ')}");
        foreach (var baseline in samples.Baselines)
        {
            report.Add(n, $"{form}_executions_per_second", samples.Measured(PerSecond), baseline, samples.Of(baseline, PerSecond));
        }

        report.Add(n, $"{form}_allocated_bytes", samples.Measured(s => (double)s.AllocatedBytes / n), "plain_tasks", samples.Of("plain_tasks", s => (double)s.AllocatedBytes / n));
        report.Add(n, $"{form}_cpu_us", samples.Measured(s => s.Cpu.TotalMicroseconds / n), "plain_tasks", samples.Of("plain_tasks", s => s.Cpu.TotalMicroseconds / n));

        double PerSecond(Sample sample) => n / sample.Wall.TotalSeconds;
    }

    private static async Task<Sample> DurableAsync(int n, int maxActive, int inFlight)
    {
        using var journal = new TemporaryJournal();
        await using var engine = await journal.OpenAsync(options => options with { MaxActive = maxActive });
        engine.Register("hello", 1, DurableFunction.Create(HelloSequence.DurableAsync));
        return await Sample.TakeAsync(() => RunAllAsync(engine, n, inFlight));
    }

    private static Task RunAllAsync(DurableEngine engine, int n, int inFlight)
    {
        if (inFlight < n)
        {
            var next = -1;
            return Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
            {
                for (var i = Interlocked.Increment(ref next); i < n; i = Interlocked.Increment(ref next))
                {
                    await RunOneAsync(engine, i);
                }
            }));
        }

        return Task.WhenAll(Enumerable.Range(0, n).Select(i => RunOneAsync(engine, i)));
    }

    private static async Task RunOneAsync(DurableEngine engine, int i)
    {
        var execution = await engine.StartWithPayloadAsync("hello", $"hello-{i}", null);
        await execution.ResultAsync<string[]>();
    }

    private static async Task<Sample> RawAsync(int n)
    {
        using var journal = new LayoutJournal(new RowLayout());
        return await Sample.TakeAsync(() => Task.Run(() => journal.Write(n)));
    }

    private static async Task PlainAsync(int n)
    {
        using var places = new SemaphoreSlim(PlainInFlight);
        await Task.WhenAll(Enumerable.Range(0, n).Select(async _ =>
        {
            await places.WaitAsync();
            try
            {
                return await HelloSequence.PlainAsync();
            }
            finally
            {
                places.Release();
            }
        }));
    }
}
