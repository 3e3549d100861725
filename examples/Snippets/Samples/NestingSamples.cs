using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>Scopes in branches, and branches that wait for each other.</summary>
internal static class NestingSamples
{
    public static async Task<int> AllOrdersAsync(DurableContext ctx, IReadOnlyList<Order> orders)
    {
        #region ParallelNested
        var futures = await ctx.ParallelAsync("orders", p =>
            orders.Select(order => p.Branch(null, async branch =>
            {
                // A scope in a branch is opened on the branch's own context.
                var (futures, result) = await branch.ParallelSettleAsync("checks", q => (
                    Valid: q.Branch("validate", b => b.StepAsync("rules", () => Services.CheckRulesAsync(order))),
                    Stock: q.Branch("stock", b => b.StepAsync("count", () => Services.CountStockAsync(order)))));

                return result.IsSuccess && futures.Valid.Result ? futures.Stock.Result : 0;
            })).ToList(), ParallelConfig.Builder().MaxConcurrency(4).Build());

        return futures.Sum(future => future.Result);
        #endregion
    }

    public static async Task<int> SiblingsAsync(DurableContext ctx, Order order)
    {
        #region ParallelSiblings
        var (_, price) = await ctx.ParallelAsync("price", p =>
        {
            var rating = p.Branch("rating", b => b.StepAsync("rate", () => Services.RateAsync(order.Customer)));
            var price = p.Branch("price", async b =>
            {
                var stock = await b.StepAsync("count", () => Services.CountStockAsync(order));
                return stock * await rating.AsTask();       // waits for the sibling while the join runs
            });
            return (rating, price);
        });

        return price.Result;
        #endregion
    }

    public static async Task<int> NegotiateAsync(DurableContext ctx, Order order)
    {
        #region ParallelStartAtOnce
        await using var p = ctx.Parallel("offers", c => c.StartAtOnce().MaxConcurrency(4).AllCompleted());
        p.Branch("label", b => b.StepAsync("print", () => Services.PrintLabelAsync(order, "1")));   // runs from here on

        var rating = p.Branch("rating", b => b.StepAsync("rate", () => Services.RateAsync(order.Customer)));
        for (var round = await rating.AsTask(); round > 0; round--)
        {
            var number = round;
            p.Branch($"ask-{number}", b => b.StepAsync("ask", () => Services.AskAsync("supplier", $"{number}")));
        }

        var result = await p.JoinAsync();
        #endregion

        return result.SuccessCount;
    }
}
