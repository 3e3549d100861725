using DurableParallel.Benchmarks.Measuring;

namespace DurableParallel.Benchmarks.Sequences;

/// <summary>A scope of many branches of one step each, whose body ends asynchronously.</summary>
internal static class FanOut
{
    /// <summary>Runs it once, on an engine of its own.</summary>
    /// <param name="count">How many branches.</param>
    /// <param name="concurrency">How many at once; 0 for no limit.</param>
    public static async Task<FanOutRun> TakeAsync(int count, int concurrency)
    {
        using var journal = new TemporaryJournal();
        await using var engine = await journal.OpenAsync();
        engine.Register<int, int>("fanout", (ctx, branches) => DurableAsync(ctx, branches, concurrency));
        using var counter = new CommitCounter();
        var sample = await Sample.TakeAsync(async () =>
        {
            var execution = await engine.StartAsync("fanout", "fanout", count);
            var succeeded = await execution.GetResultAsync<int>();
            if (succeeded != count)
            {
                throw new InvalidOperationException($"{succeeded} of {count} branches succeeded.");
            }
        });
        return new FanOutRun(count, sample, counter.Commits, counter.Records);
    }

    public static async Task<int> DurableAsync(DurableContext ctx, int count, int concurrency)
    {
        await using var p = ctx.Parallel("fanout", concurrency == 0 ? new ParallelConfig() : new ParallelConfig { MaxConcurrency = concurrency });
        for (var i = 0; i < count; i++)
        {
            var value = i;
            p.Branch(null, async b => await b.StepAsync("work", () => WorkAsync(value)));
        }

        return (await p.JoinAsync()).SuccessCount;
    }

    public static async Task<int> WorkAsync(int value)
    {
        await Task.Yield();
        return value;
    }
}
