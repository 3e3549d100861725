using System.Diagnostics;
using DurableParallel.Benchmarks.Measuring;
using DurableParallel.Engine;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>What lists and counts take among very many executions, and what they keep in memory for it.</summary>
internal sealed class ListingScenario : IScenario
{
    public string Name => "listing";

    public string Description => $"N ended executions of {ListedExecutions.Functions} functions, one in 50 failed, and {ListedExecutions.OpenOnes} that wait: pages and counts by what there is, the first time and again";

    public int StandardCount => 1_000_000;

    public async Task RunAsync(Arguments arguments, int count)
    {
        var report = new Report(Name);
        using var journal = new TemporaryJournal();
        var engine = await journal.OpenAsync();
        ListedExecutions.Register(engine);
        var seconds = await ListedExecutions.FillAsync(engine, count, static number => new StartOptions { Tags = TagsOf(number) });
        report.Header($"{count:N0} ended and {ListedExecutions.OpenOnes:N0} waiting executions, in the process that ran them");
        report.Add(count, "executions_per_second", Measuring.Range.Single(count / seconds));
        await MeasureAsync(report, engine, "", count, arguments.Repetitions.Counted);
        await engine.StopAsync();

        var begin = Stopwatch.GetTimestamp();
        engine = await journal.OpenAsync();
        report.Header($"{count:N0} ended and {ListedExecutions.OpenOnes:N0} waiting executions, after the journal was opened again");
        report.Add(count, "reopen_ms", Measuring.Range.Single(Stopwatch.GetElapsedTime(begin).TotalMilliseconds));
        ListedExecutions.Register(engine);
        await MeasureAsync(report, engine, "reopened_", count, arguments.Repetitions.Counted);
        await engine.StopAsync();
        report.Finish();
    }

    private static async Task MeasureAsync(Report report, DurableEngine engine, string prefix, int count, int repetitions)
    {
        await AddAsync("page_of_all", () => engine.ListAsync(new ExecutionQuery { Descending = true }));
        await AddAsync("count_by_status", () => engine.CountByStatusAsync());
        await AddAsync("count_by_state", () => engine.CountByStateAsync());
        await AddAsync("page_of_failed", () => engine.ListAsync(new ExecutionQuery { Statuses = [ExecutionStatus.Failed], Descending = true }));
        await AddAsync("count_of_failed_of_a_function", () => engine.CountByStatusAsync(new ExecutionQuery { Statuses = [ExecutionStatus.Failed], FunctionName = "f3" }));
        await AddAsync("page_of_running", () => engine.ListAsync(new ExecutionQuery { Statuses = [ExecutionStatus.Running] }));
        await AddAsync("page_of_waiting_for_a_callback", () => engine.ListAsync(new ExecutionQuery { States = [ExecutionState.WaitingForCallback], Descending = true }));
        await AddAsync("page_of_callbacks", () => engine.ListCallbacksAsync());
        await AddAsync("page_of_none", () => engine.ListAsync(new ExecutionQuery { Statuses = [ExecutionStatus.TimedOut] }));
        await AddAsync("page_by_tag", () => engine.ListAsync(new ExecutionQuery { Tags = new Dictionary<string, string> { ["customer"] = "7" } }));
        await AddAsync("count_by_tag", () => engine.CountByStatusAsync(new ExecutionQuery { Tags = new Dictionary<string, string> { ["customer"] = "7" } }));
        await AddAsync("functions", () => Task.FromResult(engine.ListFunctions()));
        await AddAsync("figures", () => Task.FromResult(engine.GetFigures()));
        var bare = Collected();
        await AddAsync("page_of_a_rare_part_of_a_name", () => engine.ListAsync(new ExecutionQuery { NameContains = $"-{count / 2}" }));
        report.Add(count, prefix + "names_bytes_per_execution", Measuring.Range.Single((Collected() - bare) / count));
        await AddAsync("page_of_no_name", () => engine.ListAsync(new ExecutionQuery { NameContains = "no such name" }));
        await AddAsync("page_of_a_frequent_part_of_a_name", () => engine.ListAsync(new ExecutionQuery { NameContains = "c007", Descending = true }));
        await AddAsync("count_of_a_rare_part_of_a_name", () => engine.CountByStatusAsync(new ExecutionQuery { NameContains = "c007-" }));
        await AddAsync("count_of_a_part_of_all_names", () => engine.CountByStatusAsync(new ExecutionQuery { NameContains = "-" }));
        await AddAsync("page_by_prefix", () => engine.ListAsync(new ExecutionQuery { NamePrefix = "c007-" }));
        await AddAsync("count_by_prefix", () => engine.CountByStatusAsync(new ExecutionQuery { NamePrefix = "c007-" }));

        async Task AddAsync(string metric, Func<Task> call)
        {
            report.Add(count, $"{prefix}{metric}_first_ms", Measuring.Range.Single(await MillisecondsAsync(call)));
            var again = new double[repetitions];
            for (var i = 0; i < repetitions; i++)
            {
                again[i] = await MillisecondsAsync(call);
            }

            report.Add(count, $"{prefix}{metric}_ms", Measuring.Range.Of(again));
        }
    }

    // One in ten has a tag.
    private static Dictionary<string, string> TagsOf(int number) => number % 10 == 0 ? new() { ["customer"] = ListedExecutions.CustomerOf(number) } : [];

    private static async Task<double> MillisecondsAsync(Func<Task> call)
    {
        var begin = Stopwatch.GetTimestamp();
        await call();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }

    private static double Collected()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
