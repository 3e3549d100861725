namespace DurableParallel.Contract.Races;

/// <summary>
/// A body that races a helper against a wait, and returns while the helper, which lost, has operations on record and has
/// not ended. What kind of helper it is, and in what the body stands, is given by name.
/// </summary>
internal static class LoserFunction
{
    private static readonly ChildContextConfig Flat = new() { Nesting = NestingType.Flat };
    private static readonly ParallelConfig FlatScope = new() { Nesting = NestingType.Flat };
    private static readonly ParallelConfig OneAtATime = new() { MaxConcurrency = 1 };

    private static readonly Dictionary<string, Func<DurableContext, Task>> Losers = new()
    {
        ["child"] = static b => b.RunInChildContextAsync("loser", SleepAsync),
        ["flat child"] = static b => b.RunInChildContextAsync("loser", SleepAsync, Flat),
        ["child in a child"] = static b => b.RunInChildContextAsync("outer", c => c.RunInChildContextAsync("loser", SleepAsync)),
        ["flat child in a child"] = static b => b.RunInChildContextAsync("outer", c => c.RunInChildContextAsync("loser", SleepAsync, Flat)),
        ["child in a flat child"] = static b => b.RunInChildContextAsync("outer", c => c.RunInChildContextAsync("loser", SleepAsync), Flat),
        ["retried block"] = static b => b.WithRetryAsync("loser", (c, _) => SleepAsync(c), RetryStrategy.Default),
        ["map"] = static b => b.MapAsync("loser", [1, 2], (c, _, _) => SleepAsync(c)),
        ["flat map"] = static b => b.MapAsync("loser", [1, 2], (c, _, _) => SleepAsync(c), FlatScope),
        ["map, one at a time"] = static b => b.MapAsync("loser", [1, 2], (c, _, index) => index == 0 ? WorkAsync(c) : SleepAsync(c), OneAtATime),
        ["wait for a callback"] = static b => b.WaitForCallbackAsync<int>("loser", static (_, _) => Task.CompletedTask),
        ["compensation"] = CompensateAsync,
    };

    private static readonly Dictionary<string, Func<DurableContext, Func<DurableContext, Task<int>>, Task<int>>> Surroundings = new()
    {
        ["function"] = static (ctx, body) => body(ctx),
        ["child"] = static async (ctx, body) => await ctx.RunInChildContextAsync("around", body),
        ["flat child"] = static async (ctx, body) => await ctx.RunInChildContextAsync("around", body, Flat),
        ["branch"] = static (ctx, body) => BranchAsync(ctx, body, NestingType.Nested),
        ["flat branch"] = static (ctx, body) => BranchAsync(ctx, body, NestingType.Flat),
        ["map item"] = static async (ctx, body) => (await ctx.MapAsync("around", [1], (b, _, _) => body(b))).GetResults()[0],
        ["retried block"] = static async (ctx, body) => await ctx.WithRetryAsync("around", (b, _) => body(b), RetryStrategy.Default),
        ["flat child in a flat branch"] = static (ctx, body) => BranchAsync(ctx, b => b.RunInChildContextAsync("around", body, Flat), NestingType.Flat),
        ["child in a branch"] = static (ctx, body) => BranchAsync(ctx, b => b.RunInChildContextAsync("around", body), NestingType.Nested),
        ["compensation"] = AsCompensationAsync,
    };

    public static IEnumerable<string> Kinds => Losers.Keys;

    public static IEnumerable<string> Places => Surroundings.Keys;

    /// <summary>The code that returns 1, the place of the wait that wins.</summary>
    public static Func<DurableContext, Task<int>> Of(string kind, string place)
    {
        var (begin, surround) = (Losers[kind], Surroundings[place]);
        return async ctx =>
        {
            var winner = await surround(ctx, async b =>
            {
                var loser = begin(b);
                var winner = await b.WhenAnyAsync(loser, b.WaitAsync("closing-time", TimeSpan.FromHours(8)));
                await b.WaitAsync("grace", TimeSpan.FromHours(1));
                return winner;
            });
            await ctx.WaitAsync("later", TimeSpan.FromHours(1));
            return winner;
        };
    }

    private static async Task<int> WorkAsync(DurableContext ctx)
    {
        await ctx.StepAsync("one", () => 1);
        return await ctx.StepAsync("two", () => 2);
    }

    private static async Task<int> SleepAsync(DurableContext ctx)
    {
        await WorkAsync(ctx);
        await ctx.WaitAsync("drying", TimeSpan.FromDays(2));
        return 1;
    }

    private static Task<ParallelResult> CompensateAsync(DurableContext ctx)
    {
        var p = ctx.Parallel("loser", OneAtATime);
        p.Branch("done", b => b.StepAsync("do", () => 1), new BranchOptions<int> { Compensate = static (b, _) => SleepAsync(b) });
        p.Branch("bad", b => b.StepAsync<int>("fail", () => throw new InvalidDataException("bad"), new StepConfig { Retry = RetryStrategy.None }));
        return p.SettleAsync();
    }

    private static async Task<int> BranchAsync(DurableContext ctx, Func<DurableContext, Task<int>> body, NestingType nesting)
    {
        var p = ctx.Parallel("scope", new ParallelConfig { Nesting = nesting });
        var around = p.Branch("around", body);
        await p.JoinAsync();
        return around.Result;
    }

    private static async Task<int> AsCompensationAsync(DurableContext ctx, Func<DurableContext, Task<int>> body)
    {
        var winner = -1;
        var p = ctx.Parallel("scope", OneAtATime);
        p.Branch("done", _ => Task.FromResult(1), new BranchOptions<int> { Compensate = async (b, _) => winner = await body(b) });
        p.Branch<int>("bad", _ => throw new InvalidDataException("bad"));
        var result = await p.SettleAsync();
        return result.CompensationErrors.Count == 0 && winner is 1 or -1 ? 1 : winner;
    }
}
