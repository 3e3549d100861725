using System.Diagnostics;
using System.Text.Json;

namespace DurableParallel.Benchmarks.Tests;

/// <summary>Every scenario at its smallest, as a process: it ends well, and says its figures in the form that programs read.</summary>
[TestFixture]
[Parallelizable(ParallelScope.Children)]
internal sealed class ScenarioTests
{
    private static readonly string[] Always = ["scenario", "n", "metric", "value", "min", "max"];

    private static readonly string[] Known = [.. Always, "baseline", "baseline_value", "ratio", "reach", "aim"];

    [TestCase("sequence 5", "all_accepted_executions_per_second", "all_begun_executions_per_second", "all_accepted_gc_off_executions_per_second", "all_accepted_peak_rss_mb")]
    [TestCase("sequence 20 3", "3_in_flight_executions_per_second")]
    [TestCase("latency 5 2", "alone_p50_us", "alone_p99_us", "saturated_p50_us", "saturated_p99_us")]
    [TestCase("fanout 20", "unlimited_branches_per_second", "unlimited_allocated_bytes_per_branch", "at_64_us_per_branch")]
    [TestCase("fanout 20 3", "at_3_us_per_branch")]
    [TestCase("replay 20", "steps_us_per_operation", "scope_growth_us_per_operation", "scope_allocated_bytes_per_operation")]
    [TestCase("write 5", "moved_written_bytes", "kept_written_bytes")]
    [TestCase("parked 5", "resident_bytes_per_execution", "evicted_rss_mb")]
    [TestCase("recover 5", "first_step_seconds", "all_begun_all_back_seconds", "acknowledged_steps_repeated")]
    [TestCase("limited 5 2", "1_ms_at_2_us_per_step", "10_ms_at_1000_us_per_step", "slow_executions_seconds")]
    [TestCase("starting 5", "start_many_started_per_second", "parallel_for_started_per_second", "chunks_ended_per_second")]
    [TestCase("tags 20", "0_tags_journal_bytes_per_execution", "1_tag_page_of_100_ms", "16_tags_count_of_all_again_ms")]
    [TestCase("listing 60", "count_by_status_ms", "reopened_page_of_a_rare_part_of_a_name_ms", "names_bytes_per_execution")]
    [TestCase("console 60 20", "first_rows_cold_ms", "view_bytes_per_operation", "counts_of_a_tenant_ms", "page_of_a_part_of_no_name_first_ms")]
    [TestCase("layout 5", "row_wall_us_per_execution", "moved_file_bytes_per_execution")]
    [TestCase("wire 30", "calls_per_step", "replay_steps_cpu_ms")]
    [CancelAfter(120_000)]
    [Platform(Include = "Linux", Reason = "asks Linux for the memory of a process and for what it wrote")]
    public async Task Scenario_AtItsSmallest_PrintsALineForEveryFigure(string arguments, params string[] metrics)
    {
        var (output, error, exitCode) = await RunAsync([.. arguments.Split(' '), "--repetitions", "1", "--discard", "0"]);

        exitCode.Should().Be(0, error);
        output.Should().Contain(line => line.Contains(" cores, ", StringComparison.Ordinal) && line.Contains(", load ", StringComparison.Ordinal));
        var figures = output.Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        figures.Select(figure => figure.GetProperty("metric").GetString()).Should().Contain(metrics);
        foreach (var figure in figures)
        {
            var names = figure.EnumerateObject().Select(property => property.Name).ToArray();
            names.Should().Contain(Always).And.OnlyHaveUniqueItems().And.BeSubsetOf(Known);
            figure.GetProperty("scenario").GetString().Should().Be(arguments.Split(' ')[0]);
            names.Contains("baseline").Should().Be(names.Contains("baseline_value"));
            names.Contains("reach").Should().Be(names.Contains("aim"));
            figure.GetProperty("value").GetDouble().Should().BeInRange(figure.GetProperty("min").GetDouble(), figure.GetProperty("max").GetDouble());
        }
    }

    [TestCase("")]
    [TestCase("nonsense")]
    [TestCase("sequence many")]
    [TestCase("sequence 0")]
    [TestCase("sequence 5 --repetitions 0")]
    [TestCase("sequence 5 --discard")]
    [TestCase("sequence 5 6 7")]
    [TestCase("child nonsense")]
    public async Task Program_WrongArguments_GetTheUsageAndExitCode2(string arguments)
    {
        var (_, error, exitCode) = await RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        exitCode.Should().Be(2);
        error.Should().Contain("Usage:").And.Contain("sequence").And.Contain("recover");
    }

    private static async Task<(string[] Output, string Error, int ExitCode)> RunAsync(string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "DurableParallel.Benchmarks.dll");
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        using var process = Process.Start(new ProcessStartInfo(host, ["exec", program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (output.Split('\n'), await error, process.ExitCode);
    }
}
