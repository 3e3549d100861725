using System.Diagnostics;
using DurableParallel.Benchmarks.Layouts;
using DurableParallel.Benchmarks.Measuring;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>How long a step takes from its call until its await returns: of one execution alone, and of a thousand at once.</summary>
internal sealed class LatencyScenario : IScenario
{
    private const string FunctionName = "steps";
    private const string Commit = "one_row_commit";
    private const int StandardLive = 1000;
    private const int StepsOfEach = 20;

    public string Name => "latency";

    public string Description => "N steps of one execution alone, then of 1,000 (second number) at once; beside commits of one row";

    public int StandardCount => 5_000;

    public async Task RunAsync(Arguments arguments, int count)
    {
        var report = new Report(Name);
        await MeasureAsync(report, "alone", live: 1, count, count, Goal.RatioAtMost(1.25, 1.05), Goal.RatioAtMost(2, 1.3), arguments.Repetitions);
        var live = arguments.Second ?? StandardLive;
        await MeasureAsync(report, "saturated", live, Math.Min(count, StepsOfEach), count, Goal.RatioAtMost(8, 5), Goal.RatioAtMost(50, 25), arguments.Repetitions);
        report.Finish();
    }

    private static async Task MeasureAsync(Report report, string form, int live, int steps, int commits, Goal p50, Goal p99, Repetitions repetitions)
    {
        var samples = await Samples<Percentile>.TakeAsync(repetitions, () => StepsAsync(live, steps), (Commit, () => CommitsAsync(commits)));
        report.Header($"{live:N0} live, {steps:N0} steps each, {form}");
        report.Add(live * steps, $"{form}_p50_us", samples.Measured(p => p.P50), samples.Of(Commit, p => p.P50), p50);
        if (live == 1)
        {
            report.Add(steps, $"{form}_p99_us", samples.Measured(p => p.P99), samples.Of(Commit, p => p.P99), p99);
        }
        else
        {
            report.Add(live * steps, $"{form}_p99_us", samples.Measured(p => p.P99), samples.Of(Commit, p => p.P50), p99);
            Report.Note("both in commits: beside the median of one commit; reported only");
        }
    }

    private static async Task<Percentile> StepsAsync(int live, int steps)
    {
        using var journal = new TemporaryJournal();
        await using var engine = await journal.OpenAsync(options => options with { MaxActive = Math.Max(live, options.MaxActive) });
        var durations = new double[live * steps];
        engine.Register<int, int>(FunctionName, async (ctx, number) =>
        {
            for (var step = 0; step < steps; step++)
            {
                var value = step;
                var start = Stopwatch.GetTimestamp();
                await ctx.StepAsync("work", () => WorkAsync(value));
                durations[(number * steps) + step] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            }

            return steps;
        });
        await Task.WhenAll(Enumerable.Range(0, live).Select(async number =>
        {
            var execution = await engine.StartAsync(FunctionName, $"live-{number}", number);
            await execution.GetResultAsync<int>();
        }));
        return Percentile.Of(durations);
    }

    private static Task<Percentile> CommitsAsync(int commits) => Task.Run(() =>
    {
        using var loop = new CommitLoop();
        return Percentile.Of(loop.Run(commits, JournalLayout.PayloadLength));
    });

    private static async Task<int> WorkAsync(int value)
    {
        await Task.Yield();
        return value;
    }
}
