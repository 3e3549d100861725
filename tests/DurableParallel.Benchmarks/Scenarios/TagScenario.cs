using System.Diagnostics;
using DurableParallel.Benchmarks.Measuring;
using DurableParallel.Engine;

namespace DurableParallel.Benchmarks.Scenarios;

/// <summary>What tags cost an execution in the journal and in memory, and what lists and counts by them take.</summary>
internal sealed class TagScenario : IScenario
{
    private const string Function = "ends";
    private const string Untagged = "0_tags";
    private const int Customers = 1000;
    private const int MostTags = 16;

    public string Name => "tags";

    public string Description => "N ended executions with 0, 1 and 16 tags: bytes of each, and lists and counts by tag beside those by name";

    public int StandardCount => 100_000;

    public async Task RunAsync(Arguments arguments, int count)
    {
        var report = new Report(Name);
        var samples = await Samples<Taken>.TakeAsync(
            arguments.Repetitions,
            () => TakeAsync(count, 0),
            [("1_tag", () => TakeAsync(count, 1)), ($"{MostTags}_tags", () => TakeAsync(count, MostTags))]);
        Add(Untagged, "no tags; lists by a prefix of the name", samples.Measured);
        foreach (var tags in new[] { "1_tag", $"{MostTags}_tags" })
        {
            Add(tags, tags.Replace('_', ' '), of => samples.Of(tags, of).Value);
        }

        report.Finish();

        void Add(string tags, string title, Func<Func<Taken, double>, Measuring.Range> figures)
        {
            report.Header($"{count:N0} executions, {title}");
            AddOne("executions_per_second", taken => count / taken.Seconds);
            AddOne("journal_bytes_per_execution", taken => taken.JournalBytes / count);
            AddOne("memory_bytes_per_execution", taken => taken.MemoryBytes / count);
            AddOne("page_of_100_ms", taken => taken.PageMs);
            AddOne("count_of_a_thousandth_ms", taken => taken.CountFewMs);
            AddOne("count_of_all_first_ms", taken => taken.CountAllMs);
            AddOne("count_of_all_again_ms", taken => taken.CountAgainMs);

            void AddOne(string metric, Func<Taken, double> of) => report.Add(
                count,
                $"{tags}_{metric}",
                figures(of),
                tags == Untagged ? null : new Baseline(Untagged, samples.Measured(of)));
        }
    }

    private static async Task<Taken> TakeAsync(int count, int tags)
    {
        using var journal = new TemporaryJournal();
        await using var engine = await journal.OpenAsync();
        engine.Register(Function, static ctx => Task.FromResult(0));
        var before = Collected();
        var begin = Stopwatch.GetTimestamp();
        (await engine.StartManyAsync(
            Enumerable.Range(0, count).Select(number => StartRequest.WithPayload(Function, NameOf(number), inputPayload: null, OptionsOf(number, tags))),
            new StartManyOptions { Until = StartManyUntil.Ended })).ThrowIfProblems();
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var memory = Collected() - before;

        // The same executions, by what there is: a name's prefix, or a tag.
        var few = tags == 0 ? new ExecutionQuery { NamePrefix = "c007-" } : new ExecutionQuery { Tags = TagsOf(7, 1) };
        var all = tags < 2 ? new ExecutionQuery { NamePrefix = "c" } : new ExecutionQuery { Tags = new Dictionary<string, string> { ["region"] = "eu" } };
        var page = await MillisecondsAsync(() => engine.ListAsync(few));
        var countFew = await MillisecondsAsync(() => engine.CountByStatusAsync(few));
        var countAll = await MillisecondsAsync(() => engine.CountByStatusAsync(all));
        var countAgain = await MillisecondsAsync(() => engine.CountByStatusAsync(all));
        await engine.StopAsync();
        return new Taken(seconds, new FileInfo(journal.JournalPath).Length, memory, page, countFew, countAll, countAgain);
    }

    private static string NameOf(int number) => $"c{number % Customers:000}-{number}";

    private static StartOptions OptionsOf(int number, int tags) => new() { Tags = TagsOf(number, tags) };

    // One that a thousandth has, one that all have, one that is its own, and the others with few values.
    private static Dictionary<string, string> TagsOf(int number, int tags)
    {
        Dictionary<string, string> pairs = [];
        for (var i = 0; i < tags; i++)
        {
            var (key, value) = i switch
            {
                0 => ("customer", $"{number % Customers}"),
                1 => ("region", "eu"),
                2 => ("order", $"{number}"),
                _ => ($"kind-{i}", $"{number % i}"),
            };
            pairs.Add(key, value);
        }

        return pairs;
    }

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

    private readonly record struct Taken(double Seconds, double JournalBytes, double MemoryBytes, double PageMs, double CountFewMs, double CountAllMs, double CountAgainMs);
}
