using DurableParallel.Engine;

namespace DurableParallel.Snippets.Readme;

/// <summary>The first sample of the README.</summary>
internal static class Approval
{
    public static async Task<Decision> RunAsync(Order order)
    {
        #region Host
        await using var engine = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = "orders.db" });
        engine.Register<Order, Decision>("approve", ApproveAsync);

        var execution = await engine.StartAsync("approve", $"order-{order.Number}", order);
        var decision = await execution.GetResultAsync<Decision>();
        #endregion

        return decision;
    }

    #region Function
    private static async Task<Decision> ApproveAsync(DurableContext ctx, Order order)
    {
        await using var checks = ctx.Parallel("checks", c => c.MaxConcurrency(5));

        var valid = checks.Branch("validate", b => b.StepAsync("rules", () => Shop.CheckRulesAsync(order)));
        var score = checks.Branch("risk", async b =>
        {
            var history = await b.StepAsync("history", () => Shop.HistoryAsync(order));
            return await b.StepAsync("score", () => Shop.ScoreAsync(order, history));
        });

        await checks.JoinAsync();                       // the branches start here, and only here
        return new Decision(valid.Result && score.Result < 0.5);
    }
    #endregion
}
