using System.Diagnostics;
using System.Runtime;
using DurableParallel.Benchmarks.Sequences;
using DurableParallel.Engine;

namespace DurableParallel.Benchmarks.Children;

/// <summary>So many executions (first argument) that sleep on a timer, in memory or evicted, or wait for room under the limit of a key; or as many plain async calls that wait.</summary>
internal sealed class ParkedChild : IChild
{
    public const string Resident = "resident";

    public const string Evicted = "evicted";

    public const string Queued = "queued";

    public const string Plain = "plain";

    private const int Keys = 100;

    private const int WarmUp = 1000;

    public string Name => "parked";

    public Task<Dictionary<string, double>> RunAsync(string[] arguments)
    {
        var count = ChildArguments.Number(arguments[0]);
        return arguments[1] switch
        {
            Plain => ParkPlainAsync(count),
            Queued => QueueAsync(count),
            var form => ParkAsync(count, form == Resident),
        };
    }

    private static async Task<Dictionary<string, double>> ParkAsync(int count, bool isResident)
    {
        using var journal = new TemporaryJournal();
        await using var engine = await journal.OpenAsync(options => options with { ResidentBytes = isResident ? long.MaxValue : 0 });
        var parked = 0;
        engine.Register("sleep", async ctx =>
        {
            Interlocked.Increment(ref parked);
            await ctx.WaitAsync(TimeSpan.FromDays(30));
            return 0;
        });
        return await MeasureAsync(engine, count, all => Polling.UntilAsync(() => Volatile.Read(ref parked) >= all));
    }

    // One of each key has begun; all others wait until it ends, which it does not.
    private static async Task<Dictionary<string, double>> QueueAsync(int count)
    {
        using var journal = new TemporaryJournal();
        await using var engine = await journal.OpenAsync(static options => options with { ResidentBytes = 0 });
        var limits = new DurableFunctionOptions { ConcurrencyKey = ConcurrencyKey.Of<int>(static number => $"customer-{number % Keys}") };
        engine.Register("sleep", DurableFunction.Create<int, int>(
            static async (ctx, _) =>
            {
                await ctx.WaitAsync(TimeSpan.FromDays(30));
                return 0;
            },
            limits));
        return await MeasureAsync(engine, count, static _ => Task.CompletedTask);
    }

    private static async Task<Dictionary<string, double>> MeasureAsync(DurableEngine engine, int count, Func<int, Task> parkedAsync)
    {
        await StartAsync("warm", WarmUp, WarmUp);
        var before = Collect();
        var clock = Stopwatch.StartNew();
        await StartAsync("sleep", count, WarmUp + count);
        var seconds = clock.Elapsed.TotalSeconds;
        var figures = Figures(Collect() - before, count);
        figures["per_second"] = count / seconds;
        return figures;

        async Task StartAsync(string prefix, int more, int all)
        {
            var requests = Arrival.Scattered(more).Select(number => StartRequest.WithPayload("sleep", $"{prefix}-{number}", $"{number}"));
            (await engine.StartManyAsync(requests)).ThrowIfProblems();
            await parkedAsync(all);
            await Polling.UntilQuietAsync(engine);
        }
    }

    private static async Task<Dictionary<string, double>> ParkPlainAsync(int count)
    {
        var warm = Park(new TaskCompletionSource[WarmUp], new Task[WarmUp]);
        var waits = new TaskCompletionSource[count];
        var calls = new Task[count];
        var before = Collect();
        var all = Park(waits, calls);
        var figures = Figures(Collect() - before, count);
        foreach (var wait in waits)
        {
            wait.SetResult();
        }

        await all();
        GC.KeepAlive(warm);
        return figures;

        static Func<Task> Park(TaskCompletionSource[] waits, Task[] calls)
        {
            for (var i = 0; i < waits.Length; i++)
            {
                waits[i] = new TaskCompletionSource();
                calls[i] = OuterAsync(waits[i].Task);
            }

            return () => Task.WhenAll(calls);
        }
    }

    private static async Task<int> OuterAsync(Task wait) => await InnerAsync(wait) + 1;

    private static async Task<int> InnerAsync(Task wait)
    {
        await wait;
        return 1;
    }

    private static long Collect()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: false);
    }

    private static Dictionary<string, double> Figures(long bytes, int count) => new()
    {
        ["bytes"] = (double)bytes / count,
        ["rss_mb"] = ProcessFigures.ResidentMegabytes,
        ["peak_rss_mb"] = ProcessFigures.PeakMegabytes,
    };
}
