using DurableParallel.Benchmarks.Children;
using DurableParallel.Benchmarks.Layouts;
using DurableParallel.Benchmarks.Measuring;
using DurableParallel.Benchmarks.Sequences;
using DurableParallel.Engine;
using DurableParallel.Engine.Probe;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>
/// N executions of five steps each: all accepted at once, all begun at once, and so many in flight in a closed loop;
/// beside the same rows written by SQLite alone, beside plain tasks, and beside commits of a hundred records.
/// </summary>
internal sealed class SequenceScenario : IScenario
{
    /// <summary>The name of the scenario that only measures all accepted, in the process that is started without concurrent collections.</summary>
    public const string WithoutConcurrentGC = "sequence-gc-off";

    private const int PlainInFlight = 200;
    private const int RecordsPerCommit = 100;
    private const string Raw = "sqlite_raw";
    private const string Plain = "plain_tasks";
    private const string Commits = "commits_x_100";

    private static readonly Goal OfRaw = Goal.RatioAtLeast(0.30, 0.60);
    private static readonly Goal OfPlain = Goal.RatioAtLeast(1.0 / 15, 1.0 / 9);
    private static readonly Goal OfCommits = Goal.RatioAtLeast(0.7, 1);

    public string Name => "sequence";

    public string Description => "N executions of five steps, all at once or so many in flight (second number); beside SQLite alone and plain tasks";

    public int StandardCount => 100_000;

    public async Task RunAsync(Arguments arguments, int count)
    {
        var report = new Report(Name);
        var order = Arrival.Scattered(count);
        if (arguments.Second is { } inFlight)
        {
            await MeasureClosedLoopAsync(report, order, inFlight, arguments.Repetitions);
            report.Finish();
            return;
        }

        await MeasureAsync(report, "all_accepted", order, DurableEngineOptions.DefaultMaxActive, OfRaw, OfPlain, arguments.Repetitions);
        await MeasureAsync(report, "all_begun", order, maxActive: int.MaxValue, OfRaw, OfPlain, arguments.Repetitions);
        report.Include(await ChildProcess.RunAsync(
            [WithoutConcurrentGC, ChildArguments.Text(count), "--repetitions", ChildArguments.Text(arguments.Repetitions.Counted), "--discard", ChildArguments.Text(arguments.Repetitions.Discarded)],
            new Dictionary<string, string> { ["DOTNET_gcConcurrent"] = "0" }));
        await MeasureClosedLoopAsync(report, order, 1000, arguments.Repetitions);
        await MeasureClosedLoopAsync(report, order, 200, arguments.Repetitions);
        await MeasureMemoryAsync(report, "all_accepted", count, DurableEngineOptions.DefaultMaxActive, Goal.AtMost(600, 300), arguments.Repetitions);
        await MeasureMemoryAsync(report, "all_begun", count, int.MaxValue, goal: null, arguments.Repetitions);
        await SystemCalls.AddSyncsAsync(report, count, "all_accepted_fsyncs_per_1000_steps", goal: null, new HelloChild(), ChildArguments.Text(count), ChildArguments.Text(DurableEngineOptions.DefaultMaxActive));
        report.Finish();
    }

    /// <summary>All accepted at once, with the two baselines.</summary>
    public static async Task MeasureAsync(Report report, string form, int[] order, int maxActive, Goal? ofRaw, Goal? ofPlain, Repetitions repetitions)
    {
        var n = order.Length;
        var samples = await Samples<Sample>.TakeAsync(
            repetitions,
            () => HelloRun.TakeAsync(order, maxActive, n),
            (Raw, () => RawAsync(order)),
            (Plain, () => Sample.TakeAsync(() => PlainAsync(n))));
        report.Header($"sequence of {n:N0} executions, {form.Replace('_', ' ')}");
        report.Add(n, $"{form}_executions_per_second", samples.Measured(PerSecond), samples.Of(Raw, PerSecond), ofRaw);
        report.Add(n, $"{form}_executions_per_second", samples.Measured(PerSecond), samples.Of(Plain, PerSecond), ofPlain);
        AddCosts(report, form, n, samples);

        double PerSecond(Sample sample) => n / sample.Wall.TotalSeconds;
    }

    private static async Task MeasureClosedLoopAsync(Report report, int[] order, int inFlight, Repetitions repetitions)
    {
        var n = order.Length;
        var form = $"{inFlight}_in_flight";
        var samples = await Samples<Sample>.TakeAsync(
            repetitions,
            () => HelloRun.TakeAsync(order, DurableEngineOptions.DefaultMaxActive, inFlight),
            (Commits, () => CommitsAsync(n)),
            (Raw, () => RawAsync(order)),
            (Plain, () => Sample.TakeAsync(() => PlainAsync(n))));
        report.Header($"sequence of {n:N0} executions, {inFlight:N0} in flight");
        report.Add(n, $"{form}_executions_per_second", samples.Measured(PerSecond), samples.Of(Commits, PerSecond), OfCommits);
        report.Add(n, $"{form}_executions_per_second", samples.Measured(PerSecond), samples.Of(Raw, PerSecond));
        report.Add(n, $"{form}_executions_per_second", samples.Measured(PerSecond), samples.Of(Plain, PerSecond));
        AddCosts(report, form, n, samples);

        double PerSecond(Sample sample) => n / sample.Wall.TotalSeconds;
    }

    private static void AddCosts(Report report, string form, int n, Samples<Sample> samples)
    {
        report.Add(n, $"{form}_allocated_bytes_per_execution", samples.Measured(Bytes), samples.Of(Plain, Bytes));
        report.Add(n, $"{form}_cpu_us_per_execution", samples.Measured(Cpu), samples.Of(Raw, Cpu));
        report.Add(n, $"{form}_cpu_us_per_execution", samples.Measured(Cpu), samples.Of(Plain, Cpu));

        double Bytes(Sample sample) => (double)sample.AllocatedBytes / n;
        double Cpu(Sample sample) => sample.Cpu.TotalMicroseconds / n;
    }

    // In a process of its own: the baselines and a dozen repetitions before it are not what it needs.
    private static async Task MeasureMemoryAsync(Report report, string form, int n, int maxActive, Goal? goal, Repetitions repetitions)
    {
        var peaks = new List<double>();
        for (var repetition = 0; repetition < repetitions.OfProcesses.Counted; repetition++)
        {
            peaks.Add((await ChildProcess.MeasureAsync(new HelloChild(), ChildArguments.Text(n), ChildArguments.Text(maxActive)))["peak_rss_mb"]);
        }

        report.Header($"a fresh process that runs {n:N0} once, {form.Replace('_', ' ')}");
        report.Add(n, $"{form}_peak_rss_mb", Measuring.Range.Of(peaks), goal: goal);
    }

    private static async Task<Sample> RawAsync(int[] order)
    {
        using var journal = new LayoutJournal(new RowLayout());
        return await Sample.TakeAsync(() => Task.Run(() => journal.Write(order)));
    }

    private static async Task<Sample> CommitsAsync(int n)
    {
        using var loop = new CommitLoop();
        var commits = Math.Max(1, n * JournalLayout.RecordsPerExecution / RecordsPerCommit);
        return await Sample.TakeAsync(() => Task.Run(() => loop.Run(commits, RecordsPerCommit * JournalLayout.PayloadLength)));
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
