using System.Diagnostics;
using DurableParallel.Benchmarks.Measuring;
using DurableParallel.Benchmarks.Sequences;
using DurableParallel.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>What a console's pages wait for, asked over HTTP on this machine, after the journal was opened again.</summary>
internal sealed class ConsoleScenario : IScenario
{
    private const int StandardBranches = 100_000;
    private const string FanOutName = "fanout";
    private static readonly Goal Page = Goal.AtMost(50, 20);

    private static readonly (string Metric, string Path)[] Asked =
    [
        ("page", "executions"),
        ("counts", "executions/counts"),
        ("page_of_failed", "executions?status=Failed"),
        ("page_of_none", "executions?status=TimedOut"),
        ("page_of_a_function_and_status", "executions?function=f3&status=Failed"),
        ("counts_of_a_function_and_status", "executions/counts?function=f3&status=Failed"),
        ("page_of_retrying", "executions?state=Retrying"),
        ("page_by_prefix", "executions?prefix=c007-"),
        ("page_of_a_part_of_a_name", "executions?contains=c007-"),
        ("page_of_a_part_of_no_name", "executions?contains=no-such-name"),
        ("counts_of_a_part_of_a_name", "executions/counts?contains=c007-"),
        ("counts_of_a_part_of_all_names", "executions/counts?contains=-"),
        ("counts_of_two_parts_of_names", "executions/counts?contains=-&prefix=c"),
        ("counts_of_a_part_and_a_function", "executions/counts?contains=-&function=f3"),
        ("page_by_tag", "executions?tag=customer%3D7"),
        ("counts_by_tag", "executions/counts?tag=customer%3D7"),
        ("counts_by_a_tag_of_all", "executions/counts?tag=env%3Dprod"),
        ("counts_by_a_tag_of_all_and_a_function", "executions/counts?tag=env%3Dprod&function=f3"),
        ("page_by_a_tag_of_all_and_no_function", "executions?tag=env%3Dprod&function=none"),
        ("counts_by_two_tags_of_all", "executions/counts?tag=env%3Dprod&tag=zone%3Da"),
        ("counts_by_a_tag_of_all_and_a_part", "executions/counts?tag=env%3Dprod&contains=-"),
        ("page_of_a_tenant", "executions?tenant=t3"),
        ("page_of_no_tenant", "executions?tenant=none"),
        ("counts_of_a_tenant", "executions/counts?tenant=t3"),
        ("counts_of_a_tenant_and_a_function", "executions/counts?tenant=t3&function=f3"),
        ("functions", "functions"),
        ("figures", "figures"),
        ("search", "search?q=c007-"),
    ];

    public string Name => "console";

    public string Description => $"pages of the console over HTTP: lists and counts among N ended executions, and a scope of as many branches as the second number says, {StandardBranches:N0} by default";

    public int StandardCount => 1_000_000;

    public async Task RunAsync(Arguments arguments, int count)
    {
        var report = new Report(Name);
        var branches = arguments.Second ?? StandardBranches;
        using var journal = new TemporaryJournal();
        await FillAsync(journal, count, branches);
        var begin = Stopwatch.GetTimestamp();
        await using var engine = await journal.OpenAsync();
        report.Header($"{count:N0} ended executions, after the journal was opened again");
        report.Add(count, "reopen_ms", Measuring.Range.Single(Stopwatch.GetElapsedTime(begin).TotalMilliseconds));
        ListedExecutions.Register(engine);
        engine.Register<int, int>(FanOutName, static (ctx, number) => FanOut.DurableAsync(ctx, number, concurrency: 0));
        await using var app = await ServeAsync(engine);
        using var http = new HttpClient { BaseAddress = new Uri($"{app.Urls.First()}/durable/api/") };
        await MeasureBranchesAsync(report, http, engine, branches, arguments.Repetitions.Counted);
        await MeasureListsAsync(report, http, count, arguments.Repetitions.Counted);
        report.Finish();
    }

    private static async Task FillAsync(TemporaryJournal journal, int count, int branches)
    {
        await using var engine = await journal.OpenAsync();
        ListedExecutions.Register(engine);
        engine.Register<int, int>(FanOutName, static (ctx, number) => FanOut.DurableAsync(ctx, number, concurrency: 0));
        await ListedExecutions.FillAsync(engine, count, static number => new StartOptions
        {
            TenantId = $"t{number % 5}",
            Tags = number % 10 == 0
                ? new Dictionary<string, string> { ["env"] = "prod", ["zone"] = "a", ["customer"] = ListedExecutions.CustomerOf(number) }
                : new Dictionary<string, string> { ["env"] = "prod", ["zone"] = "a" },
        });
        await (await engine.StartAsync(FanOutName, FanOutName, branches)).GetResultAsync<int>();
    }

    private static async Task<WebApplication> ServeAsync(DurableEngine engine)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IDurableEngine>(engine);
        var app = builder.Build();
        app.MapDurableConsole("/durable");
        await app.StartAsync();
        return app;
    }

    private static async Task MeasureListsAsync(Report report, HttpClient http, int count, int repetitions)
    {
        report.Header($"{count:N0} ended executions, over HTTP");
        var plain = new Baseline("meta", Measuring.Range.Of(await RepeatAsync(http, "meta", repetitions)));
        foreach (var (metric, path) in Asked)
        {
            report.Add(count, $"{metric}_first_ms", Measuring.Range.Single(await GetAsync(http, path)), goal: Page);
            report.Add(count, $"{metric}_ms", Measuring.Range.Of(await RepeatAsync(http, path, repetitions)), plain, Page);
        }
    }

    private static async Task MeasureBranchesAsync(Report report, HttpClient http, DurableEngine engine, int branches, int repetitions)
    {
        report.Header($"a scope of {branches:N0} branches, over HTTP");
        await GetAsync(http, "meta");
        var scope = (await engine.FindAsync(FanOutName))!;
        var bare = Collected();
        var first = await GetAsync(http, $"executions/{FanOutName}/operations");

        // The records alone, checked as a replay checks them.
        var begin = Stopwatch.GetTimestamp();
        var records = Engine.Turns.RecordedHistory.Read(scope.ReadRecords());
        var plain = new Baseline("records_read", Measuring.Range.Single(Stopwatch.GetElapsedTime(begin).TotalMilliseconds));
        report.Add(branches, "first_rows_cold_ms", Measuring.Range.Single(first), plain, Goal.AtMost(1000, 500));
        report.Add(branches, "view_bytes_per_operation", Measuring.Range.Single((Collected() - bare) / Math.Max(1, records.Count)));
        var parent = (await scope.GetTreeAsync()).Operations[0].Id;
        foreach (var (metric, path) in new[]
        {
            ("range", $"operations?parent={parent}&offset={branches / 2}&limit=200"),
            ("range_failed_first", $"operations?parent={parent}&failedFirst=true&limit=200"),
            ("density", $"operations/density?parent={parent}&buckets=500"),
            ("strip", $"scopes/{parent}/strip"),
            ("history_page", "history?limit=200"),
        })
        {
            report.Add(branches, $"{metric}_first_ms", Measuring.Range.Single(await GetAsync(http, $"executions/{FanOutName}/{path}")));
            report.Add(branches, $"{metric}_ms", Measuring.Range.Of(await RepeatAsync(http, $"executions/{FanOutName}/{path}", repetitions)));
        }
    }

    private static async Task<double[]> RepeatAsync(HttpClient http, string path, int repetitions)
    {
        var taken = new double[repetitions];
        for (var i = 0; i < repetitions; i++)
        {
            taken[i] = await GetAsync(http, path);
        }

        return taken;
    }

    private static async Task<double> GetAsync(HttpClient http, string path)
    {
        var begin = Stopwatch.GetTimestamp();
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        await response.Content.ReadAsByteArrayAsync();
        var taken = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        return response.IsSuccessStatusCode ? taken : throw new InvalidOperationException($"{path}: {response.StatusCode}, {await response.Content.ReadAsStringAsync()}");
    }

    private static double Collected()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
