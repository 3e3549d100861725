using DurableParallel.Benchmarks.Children;
using DurableParallel.Benchmarks.Layouts;
using DurableParallel.Benchmarks.Measuring;
using DurableParallel.Benchmarks.Sequences;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>One execution with one scope of N branches of one step each, beside a tenth and a hundredth of them, plain tasks, and commits alone.</summary>
internal sealed class FanoutScenario : IScenario
{
    private const int StandardConcurrency = 64;
    private const string Plain = "plain_tasks";
    private const string Tenth = "itself_at_a_tenth";
    private const string Hundredth = "itself_at_a_hundredth";
    private const string Commits = "its_commits_alone";

    public string Name => "fanout";

    public string Description => "one scope of N branches of one step each, without a limit and with at most 64 (second number) at once, 0 for none";

    public int StandardCount => 100_000;

    public async Task RunAsync(Arguments arguments, int count)
    {
        var report = new Report(Name);
        foreach (var concurrency in arguments.Second is { } one ? [one] : new[] { 0, StandardConcurrency })
        {
            await MeasureAsync(report, count, concurrency, arguments.Repetitions);
        }

        report.Finish();
    }

    private static async Task MeasureAsync(Report report, int n, int concurrency, Repetitions repetitions)
    {
        var last = default(FanOutRun);
        var (tenth, hundredth) = (Math.Max(1, n / 10), Math.Max(1, n / 100));
        var samples = await Samples<FanOutRun>.TakeAsync(
            repetitions,
            async () => last = await FanOut.TakeAsync(n, concurrency),
            (Tenth, () => FanOut.TakeAsync(tenth, concurrency)),
            (Hundredth, () => FanOut.TakeAsync(hundredth, concurrency)),
            (Plain, () => PlainAsync(n, concurrency)),
            (Commits, () => CommitsAsync(last)));

        var form = concurrency == 0 ? "unlimited" : $"at_{concurrency}";
        report.Header($"fan-out of {n:N0} branches, {(concurrency == 0 ? "unlimited" : $"at most {concurrency} at once")}");
        report.Add(n, $"{form}_branches_per_second", samples.Measured(PerSecond), samples.Of(Plain, PerSecond), concurrency == 0 ? Goal.AtLeast(100_000, 200_000) : null);
        report.Add(n, $"{form}_us_per_branch", samples.Measured(Wall), samples.Of(Tenth, Wall), concurrency == 0 ? Goal.RatioAtMost(1.5, 1.2) : null);
        report.Add(n, $"{form}_us_per_branch", samples.Measured(Wall), samples.Of(Hundredth, Wall));
        report.Add(n, $"{form}_us_per_branch", samples.Measured(Wall), samples.Of(Commits, Wall), concurrency == 0 ? null : Goal.RatioAtMost(1.3, 1.1));
        report.Add(n, $"{form}_cpu_us_per_branch", samples.Measured(Cpu), samples.Of(Plain, Cpu));
        report.Add(n, $"{form}_allocated_bytes_per_branch", samples.Measured(Bytes), samples.Of(Plain, Bytes), concurrency == 0 ? Goal.AtMost(3072, 1.8 * 1024) : null);
        report.Add(n, $"{form}_records_per_commit", samples.Measured(run => (double)run.Records / run.Commits));
        await SystemCalls.AddSyncsAsync(
            report, n, $"{form}_fsyncs_per_1000_steps", goal: null, new FanOutChild(), ChildArguments.Text(n), ChildArguments.Text(concurrency));
    }

    private static double Wall(FanOutRun run) => run.Sample.Wall.TotalMicroseconds / run.Branches;

    private static double Cpu(FanOutRun run) => run.Sample.Cpu.TotalMicroseconds / run.Branches;

    private static double Bytes(FanOutRun run) => (double)run.Sample.AllocatedBytes / run.Branches;

    private static double PerSecond(FanOutRun run) => run.Branches / run.Sample.Wall.TotalSeconds;

    // As many commits as the run before made, each with as many bytes as its records have at least.
    private static async Task<FanOutRun> CommitsAsync(FanOutRun run)
    {
        using var loop = new CommitLoop();
        var bytes = (int)(run.Records / run.Commits * JournalLayout.PayloadLength);
        var sample = await Sample.TakeAsync(() => Task.Run(() => loop.Run((int)run.Commits, bytes)));
        return run with { Sample = sample };
    }

    private static async Task<FanOutRun> PlainAsync(int count, int concurrency) => new(count, await Sample.TakeAsync(async () =>
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
                    return await FanOut.WorkAsync(value);
                }
                finally
                {
                    places.Release();
                }
            }));
        }

        await Task.WhenAll(tasks);
    }));
}
