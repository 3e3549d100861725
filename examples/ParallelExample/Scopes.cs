namespace DurableParallel.Examples;

/// <summary>One function for each thing that the example shows.</summary>
internal static class Scopes
{
    private static readonly string[] Suppliers = ["north", "east", "south", "west"];

    /// <summary>Every branch has a type of its own; nothing else set, one failure would decide.</summary>
    public static async Task<string> TypedResultsAsync(DurableContext ctx, string order)
    {
        var (valid, price, stock) = await ctx.ParallelAsync("checks", p => (
            p.Branch("validate", async b => await b.StepAsync("rules", () => order.Length > 0)),
            p.Branch("price", async b => await b.StepAsync("list price", () => 19.9m)),
            p.Branch("stock", async b => await b.StepAsync("count", () => 3))));
        return FormattableString.Invariant($"valid {valid.Result}, {stock.Result} in stock at {price.Result}");
    }

    /// <summary>Two answers are enough: the third branch, which waits for a day, is released and costs nothing.</summary>
    public static async Task<string> QuorumAsync(DurableContext ctx, string order)
    {
        await using var p = ctx.Parallel("quorum", c => c.MinSuccessful(2));
        var votes = new List<DurableFuture<bool>>
        {
            p.Branch("anna", async b => await b.StepAsync("vote", () => true)),
            p.Branch("ben", async b => await b.StepAsync("vote", () => true)),
            p.Branch("carla", async b =>
            {
                await b.WaitAsync("back tomorrow", TimeSpan.FromDays(1));
                return false;
            }),
        };
        var result = await p.JoinAsync();
        var inFavour = votes.Count(vote => vote.ResultOr(false));
        return $"{inFavour} of {votes.Count} in favour of {order} ({result.CompletionReason}, {result.CanceledCount} canceled)";
    }

    /// <summary>One failure is tolerated: the join does not throw, and whoever failed is in the result.</summary>
    public static async Task<string> ToleranceAsync(DurableContext ctx, string order)
    {
        await using var p = ctx.Parallel("offers", c => c.ToleratedFailureCount(1));
        var offers = Suppliers.Select(supplier => p.Branch(supplier, b => AskAsync(b, supplier, isDown: supplier == "east"))).ToList();
        var result = await p.JoinAsync();
        var best = offers.Where(offer => offer.Status == BranchStatus.Succeeded).Min(offer => offer.Result);
        var missing = result.Branches.Where(branch => branch.Status == BranchStatus.Failed).Select(branch => branch.Name);
        return $"best offer for {order} is {best}; no answer from {string.Join(", ", missing)}";
    }

    /// <summary>More failures than tolerated: no further branch starts, the join throws, and what there is can still be read.</summary>
    public static async Task<string> TooManyFailuresAsync(DurableContext ctx, string order)
    {
        await using var p = ctx.Parallel("offers", c => c.MaxConcurrency(1).ToleratedFailureCount(1));
        var offers = Suppliers.Select(supplier => p.Branch(supplier, b => AskAsync(b, supplier, isDown: supplier is "east" or "south"))).ToList();
        try
        {
            await p.JoinAsync();
            return $"{order} has {offers.Count} offers";
        }
        catch (ParallelExecutionException exception)
        {
            var partial = offers.Where(offer => offer.Status == BranchStatus.Succeeded).Select(offer => $"{offer.Name} {offer.Result}");
            return $"{exception.Result.CompletionReason} after {exception.Result.FailureCount} failures, {exception.Result.SkippedCount} skipped; what there is: {string.Join(", ", partial)}";
        }
    }

    /// <summary>The result of a branch that failed throws, with the error of the step that failed first.</summary>
    public static async Task<string> OneBranchAsync(DurableContext ctx, string order)
    {
        await using var p = ctx.Parallel("offers", c => c.AllCompleted());
        var offer = p.Branch("east", b => AskAsync(b, "east", isDown: true));
        await p.SettleAsync();
        try
        {
            return $"{order} costs {offer.Result}";
        }
        catch (BranchFailedException exception) when (exception.IsCausedBy<SupplierDownException>())
        {
            return $"no offer: {exception.Error.ErrorMessage}";
        }
    }

    private static async Task<int> AskAsync(DurableContext branch, string supplier, bool isDown) => await branch.StepAsync(
        "ask",
        () => isDown ? throw new SupplierDownException(supplier) : 10 * supplier.Length,
        new StepConfig { Retry = RetryStrategy.None });
}
