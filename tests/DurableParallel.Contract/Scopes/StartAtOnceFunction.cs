namespace DurableParallel.Contract.Scopes;

/// <summary>
/// A random scope whose branches start when they are registered, with awaits, steps and delays between the registrations. All
/// that the code sees of a branch goes into the next step, so that code that sees something else in a later life is found.
/// </summary>
internal sealed class StartAtOnceFunction(int seed)
{
    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };

    private int _steps;

    public async Task<string> RunAsync(DurableContext ctx)
    {
        // Anew in each life, so that all lives ask for the same.
        var random = new Random(seed);
        var seen = new List<string>();
        var p = ctx.Parallel("scope", Rules(random));
        List<DurableFuture<int>> futures = [];
        var branches = random.Next(1, 7);
        for (var index = 0; index < branches; index++)
        {
            futures.Add(p.Branch(null, Body(random.Next(6), index, index == 0 ? null : futures[random.Next(index)])));
            switch (random.Next(6))
            {
                case 0 or 1:
                    seen.Add(await SeeAsync(ctx, futures[random.Next(futures.Count)]));
                    break;
                case 2:
                    await ctx.WaitAsync(TimeSpan.FromSeconds(random.Next(1, 4)));
                    break;
                case 3:
                    await ctx.StepAsync("between", () => Interlocked.Increment(ref _steps));
                    break;
                case 4:
                    // Its body runs on a replay too, so that branches go on meanwhile.
                    await ctx.RunInChildContextAsync(null, child => child.StepAsync("inside", () => 1), new ChildContextConfig { Nesting = NestingType.Flat });
                    break;
            }
        }

        var result = await p.SettleAsync();
        seen.Add(await ctx.StepAsync("joined", () => $"{result.CompletionReason} {string.Join(' ', result.Branches.Select(b => b.Status))}"));
        return string.Join('|', seen);
    }

    private static Action<ParallelConfigBuilder> Rules(Random random)
    {
        var (rule, limit, drains, hasTimeout) = (random.Next(5), random.Next(4), random.Next(4) == 0, random.Next(4) == 0);
        return c =>
        {
            c.StartAtOnce();
            _ = rule switch
            {
                0 => c.FirstSuccessful(),
                1 => c.MinSuccessful(2),
                2 => c.ToleratedFailureCount(1),
                3 => c.ToleratedFailurePercentage(0.4),
                _ => c,
            };
            _ = limit > 0 ? c.MaxConcurrency(limit) : c;
            _ = drains ? c.RunningBranches(RunningBranches.Drain) : c;
            _ = hasTimeout ? c.Timeout(TimeSpan.FromSeconds(6)) : c;
        };
    }

    private static Func<DurableContext, Task<int>> Body(int kind, int index, DurableFuture<int>? earlier) => kind switch
    {
        0 => _ => Task.FromResult(index),
        1 => b => b.StepAsync("s", () => index),
        2 => b => b.StepAsync<int>("fails", () => throw new InvalidDataException("broken"), Once),
        3 => b => WaitAsync(b, index),
        4 when earlier is not null => async b => await earlier.AsTask() + await b.StepAsync("then", () => 1),
        _ => FailLateAsync,
    };

    private static async Task<int> WaitAsync(DurableContext branch, int index)
    {
        await branch.WaitAsync(TimeSpan.FromSeconds(2 + index));
        return await branch.StepAsync("after", () => index);
    }

    private static async Task<int> FailLateAsync(DurableContext branch)
    {
        await branch.WaitAsync(TimeSpan.FromSeconds(8));
        throw new InvalidDataException("late");
    }

    /// <summary>What a branch has come to, put on record: another life must see the same.</summary>
    private static async Task<string> SeeAsync(DurableContext ctx, DurableFuture<int> future)
    {
        string seen;
        try
        {
            seen = $"{future.Index}={await future.AsTask()}";
        }
        catch (DurableException thrown)
        {
            seen = $"{future.Index}={thrown.GetType().Name}";
        }

        seen += $" {ctx.UtcNow:O}";
        var recorded = await ctx.StepAsync("saw", () => seen);
        return recorded == seen ? seen : throw new InvalidOperationException($"Seen before: {recorded}. Seen now: {seen}.");
    }
}
