using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>What to read after a join.</summary>
internal static class OutcomeSamples
{
    public static async Task<string> ExplainAsync(DurableContext ctx, Order order)
    {
        #region ParallelErrors
        var retry = new StepConfig { Retry = RetryStrategy.Default.When(error => error is not CardDeclinedException) };
        try
        {
            var (receipt, label) = await ctx.ParallelAsync("pay-and-print", p => (
                p.Branch("pay", b => b.StepAsync("charge", step => Services.ChargeAsync(order, step.OperationId), retry)),
                p.Branch("print", b => b.StepAsync("label", () => Services.PrintLabelAsync(order, "1")))));

            return $"{receipt.Result}, {label.Result}";
        }
        catch (ParallelExecutionException failed) when (failed.Result.GetErrors().Any(error => error.IsCausedBy<CardDeclinedException>()))
        {
            return $"{order.Customer} pays in another way.";
        }
        #endregion
    }

    public static async Task<string> PartialAsync(DurableContext ctx, Order order)
    {
        #region ParallelPartial
        await using var p = ctx.Parallel("details", c => c.AllCompleted());
        var stock = p.Branch("stock", b => b.StepAsync("count", () => Services.CountStockAsync(order), new StepConfig { Retry = RetryStrategy.None }));
        var rating = p.Branch("rating", b => b.StepAsync("rate", () => Services.RateAsync(order.Customer)));

        var result = await p.SettleAsync();                 // never throws for what became of the branches

        var inStock = stock.TryGetResult(out var count) ? $"{count} in stock" : $"stock unknown: {stock.Error?.ErrorMessage}";
        var rated = rating.ResultOr(0);
        return $"{inStock}, rated {rated}, {result.FailureCount} of {result.TotalCount} failed";
        #endregion
    }
}
