namespace DurableParallel.Examples;

/// <summary>Three checks side by side, a pause that outlives the process, and a decision.</summary>
internal static class OrderFunction
{
    private const double HighestRisk = 0.5;

    #region LambdaFunction
    public static async Task<Decision> ApproveAsync(DurableContext ctx, Order order)
    {
        var (valid, risk, stock) = await ctx.ParallelAsync("checks", p => (
            p.Branch("validate", b => b.StepAsync("rules", () => Checks.AreRulesMetAsync(order))),
            p.Branch("risk", b => b.StepAsync("score", () => Checks.RiskOfAsync(order))),
            p.Branch("stock", b => b.StepAsync("count", () => Checks.StockOfAsync(order.Article)))));

        // Nothing runs meanwhile: the invocation ends here, and the next one goes on below.
        await ctx.WaitAsync("cooling-off", TimeSpan.FromSeconds(10));

        var reason = (valid.Result, risk.Result, stock.Result >= order.Quantity) switch
        {
            (false, _, _) => "breaks a rule",
            (_, > HighestRisk, _) => "too risky",
            (_, _, false) => "not in stock",
            _ => "fine",
        };
        return await ctx.StepAsync("decide", () => new Decision(order.Number, reason == "fine", reason));
    }
    #endregion
}
