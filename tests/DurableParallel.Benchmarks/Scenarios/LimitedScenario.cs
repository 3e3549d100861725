using DurableParallel.Benchmarks.Measuring;
using DurableParallel.Benchmarks.Sequences;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>One scope of N branches of one step that takes a while, at most C at once; beside plain tasks under a semaphore of C.</summary>
internal sealed class LimitedScenario : IScenario
{
    private const string Plain = "plain_tasks";
    private const int ShortConcurrency = 64;
    private const int LongConcurrency = 1000;

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    public string Name => "limited";

    public string Description => "N steps of a 1 ms delay, at most 64 (second number) at once, of 10 ms at 1,000, and N executions of 1 s; beside plain tasks under a semaphore";

    public int StandardCount => 10_000;

    public async Task RunAsync(Arguments arguments, int count)
    {
        var report = new Report(Name);
        await MeasureAsync(report, count, arguments.Second is > 0 and var limit ? limit : ShortConcurrency, Short, arguments.Repetitions);
        await MeasureAsync(report, count, LongConcurrency, Long, arguments.Repetitions);
        await MeasureSlowAsync(report, count, arguments.Repetitions);
        report.Finish();
    }

    // A step that only waits holds no thread, and should not keep other executions from beginning either.
    private static async Task MeasureSlowAsync(Report report, int n, Repetitions repetitions)
    {
        var samples = await Samples<Sample>.TakeAsync(
            repetitions.OfProcesses,
            () => SlowAsync(n),
            (Plain, () => Sample.TakeAsync(() => PlainAsync(n, n, Slow))));
        report.Header($"{n:N0} executions of one step of {Slow.TotalSeconds:0} s, all at once");
        report.Add(n, "slow_executions_seconds", samples.Measured(sample => sample.Wall.TotalSeconds), samples.Of(Plain, sample => sample.Wall.TotalSeconds));
    }

    private static async Task<Sample> SlowAsync(int n)
    {
        using var journal = new TemporaryJournal();
        await using var engine = await journal.OpenAsync();
        engine.Register("slow", async ctx => await ctx.StepAsync("work", () => WorkAsync(0, Slow)));
        return await Sample.TakeAsync(() => Task.WhenAll(Arrival.Scattered(n).Select(async number =>
        {
            var execution = await engine.StartWithPayloadAsync("slow", $"slow-{number}", inputPayload: null);
            await execution.GetResultAsync<int>();
        })));
    }

    private static async Task MeasureAsync(Report report, int n, int concurrency, TimeSpan delay, Repetitions repetitions)
    {
        var samples = await Samples<Sample>.TakeAsync(
            repetitions,
            () => DurableAsync(n, concurrency, delay),
            (Plain, () => Sample.TakeAsync(() => PlainAsync(n, concurrency, delay))));
        var form = $"{delay.TotalMilliseconds:0}_ms_at_{concurrency}";
        report.Header($"{n:N0} steps of {delay.TotalMilliseconds:0} ms, at most {concurrency:N0} at once");
        report.Add(n, $"{form}_us_per_step", samples.Measured(Wall), samples.Of(Plain, Wall), Goal.RatioAtMost(1.15, 1.05));
        report.Add(n, $"{form}_cpu_us_per_step", samples.Measured(Cpu), samples.Of(Plain, Cpu));

        double Wall(Sample sample) => sample.Wall.TotalMicroseconds / n;
        double Cpu(Sample sample) => sample.Cpu.TotalMicroseconds / n;
    }

    private static async Task<Sample> DurableAsync(int n, int concurrency, TimeSpan delay)
    {
        using var journal = new TemporaryJournal();
        await using var engine = await journal.OpenAsync();
        engine.Register<int, int>("limited", async (ctx, count) =>
        {
            await using var p = ctx.Parallel("limited", new ParallelConfig { MaxConcurrency = concurrency });
            for (var i = 0; i < count; i++)
            {
                var value = i;
                p.Branch(null, async b => await b.StepAsync("work", () => WorkAsync(value, delay)));
            }

            return (await p.JoinAsync()).SuccessCount;
        });
        return await Sample.TakeAsync(async () =>
        {
            var execution = await engine.StartAsync("limited", "limited", n);
            await execution.GetResultAsync<int>();
        });
    }

    private static async Task PlainAsync(int n, int concurrency, TimeSpan delay)
    {
        using var places = new SemaphoreSlim(concurrency);
        await Task.WhenAll(Enumerable.Range(0, n).Select(async value =>
        {
            await places.WaitAsync();
            try
            {
                return await WorkAsync(value, delay);
            }
            finally
            {
                places.Release();
            }
        }));
    }

    private static async Task<int> WorkAsync(int value, TimeSpan delay)
    {
        await Task.Delay(delay);
        return value;
    }
}
