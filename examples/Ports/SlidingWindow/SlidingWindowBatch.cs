namespace DurableParallel.Ports.SlidingWindow;

/// <summary>
/// Many records, a few at a time: the next one begins as soon as one has ended. After the sample "sliding window" of Temporal's samples,
/// whose children signal the parent when they have ended, and which counts them and passes on what still runs when it continues as new.
/// Here the scope is the window, and a run ends with its page.
/// </summary>
internal static class SlidingWindowBatch
{
    private const int PageSize = 4;
    private const int WindowSize = 2;

    public static async Task<string> RunAsync(DurableContext ctx, Batch batch)
    {
        await using var window = ctx.Parallel("window", c => c.StartAtOnce().MaxConcurrency(WindowSize));
        var page = Enumerable.Range(batch.Offset, Math.Min(PageSize, batch.Total - batch.Offset))
            .Select(record => window.Branch($"record-{record}", b => b.StepAsync("process", () => record)))
            .ToList();
        await window.JoinAsync();
        var next = batch with { Offset = batch.Offset + page.Count, Sum = batch.Sum + page.Sum(record => record.Result) };
        return next.Offset < next.Total
            ? ctx.ContinueAsNew<Batch, string>(next)
            : $"{next.Total} records in {ctx.RunNumber} runs, sum {next.Sum}";
    }
}
