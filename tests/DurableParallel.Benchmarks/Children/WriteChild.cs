using DurableParallel.Benchmarks.Measuring;
using DurableParallel.Benchmarks.Sequences;
using DurableParallel.Engine;

namespace DurableParallel.Benchmarks.Children;

/// <summary>
/// So many executions (first argument) of five steps whose results are payloads of 100 bytes. "moved": they end, with such
/// a result, and are moved out of the log. "kept": all sleep in the end and stay in the log.
/// </summary>
internal sealed class WriteChild : IChild
{
    public const string Moved = "moved";

    public const string Kept = "kept";

    private const int Steps = 5;
    private const int PayloadBytes = 100;

    // The quotation marks of the JSON text are two of the bytes.
    private static readonly string Value = new('v', PayloadBytes - 2);

    private int _passed;

    public string Name => "write";

    public async Task<Dictionary<string, double>> RunAsync(string[] arguments)
    {
        var count = ChildArguments.Number(arguments[0]);
        var isMoved = arguments[1] == Moved;
        using var commits = new CommitCounter();
        using var journal = new TemporaryJournal();
        var before = ProcessFigures.WrittenBytes;
        await using (var engine = await journal.OpenAsync(options => isMoved ? options : options with { ResidentBytes = long.MaxValue, PinnedBytesLimit = long.MaxValue }))
        {
            engine.Register("write", ctx => StepsAsync(ctx, isMoved));
            await Task.WhenAll(Arrival.Scattered(count).Select(number => RunOneAsync(engine, number, isMoved)));
            await Polling.UntilAsync(() => Volatile.Read(ref _passed) == count);
            await Polling.UntilQuietAsync(engine);
        }

        // The engine is closed, so the last checkpoint of the write-ahead log is in it.
        return new Dictionary<string, double>
        {
            ["written_bytes"] = ProcessFigures.WrittenBytes - before,
            ["payload_bytes"] = (double)count * PayloadBytes * (isMoved ? Steps + 1 : Steps),
            ["file_bytes"] = new FileInfo(journal.JournalPath).Length,
            ["steps"] = (double)count * Steps,
            ["records"] = commits.Records,
            ["commits"] = commits.Commits,
        };
    }

    private static async Task RunOneAsync(DurableEngine engine, int number, bool isMoved)
    {
        var execution = await engine.StartWithPayloadAsync("write", $"write-{number}", inputPayload: null);
        if (isMoved)
        {
            await execution.GetResultAsync<string>();
        }
    }

    private async Task<string> StepsAsync(DurableContext ctx, bool isMoved)
    {
        var value = "";
        for (var step = 0; step < Steps; step++)
        {
            value = await ctx.StepAsync("write", static async () =>
            {
                await Task.Yield();
                return Value;
            });
        }

        Interlocked.Increment(ref _passed);
        if (!isMoved)
        {
            await ctx.WaitAsync(TimeSpan.FromDays(30));
        }

        return value;
    }
}
