using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>The forms of a scope.</summary>
internal static class ScopeSamples
{
    #region ParallelRegistration
    public static async Task<Decision> ApproveAsync(DurableContext ctx, Order order)
    {
        var (valid, risk, stock) = await ctx.ParallelAsync("checks", p => (
            p.Branch("validate", b => b.StepAsync("rules", () => Services.CheckRulesAsync(order))),
            p.Branch("risk", b => ScoreAsync(b, order)),
            p.Branch("stock", b => b.StepAsync("count", step => Services.CountStockAsync(order, step.CancellationToken)))));

        return new Decision(valid.Result, risk.Result, stock.Result);
    }

    private static async Task<Score> ScoreAsync(DurableContext branch, Order order)
    {
        var rating = await branch.StepAsync("rate", () => Services.RateAsync(order.Customer));
        return new Score(rating * 10);
    }
    #endregion

    public static async Task<Decision> ApproveInABlockAsync(DurableContext ctx, Order order)
    {
        #region ParallelBlock
        await using var p = ctx.Parallel("checks", c => c.MaxConcurrency(2));

        DurableFuture<bool> valid = p.Branch("validate", b => b.StepAsync("rules", () => Services.CheckRulesAsync(order)));
        DurableFuture<Score> risk = p.Branch("risk", b => ScoreAsync(b, order));
        DurableFuture<int> stock = p.Branch("stock", b => b.StepAsync("count", () => Services.CountStockAsync(order)));

        await p.JoinAsync();                                // the branches start here, and only here
        return new Decision(valid.Result, risk.Result, stock.Result);
        #endregion
    }

    public static async Task<int> SendAllAsync(DurableContext ctx, IReadOnlyList<string> addresses)
    {
        #region ParallelLoop
        var config = ParallelConfig.Builder().MaxConcurrency(10).ToleratedFailurePercentage(0.05).Build();

        var result = await ctx.ParallelAsync("mails", p =>
        {
            foreach (var address in addresses)
            {
                p.Branch(null, b => b.StepAsync("send", step => Services.SendMailAsync(address, step.OperationId)));
            }
        }, config);

        return result.SuccessCount;
        #endregion
    }

    public static async Task<int> AskAllAsync(DurableContext ctx, IReadOnlyList<string> sources)
    {
        #region ParallelCaptures
        var question = "in stock?";
        var answers = new List<DurableFuture<int>>();
        await using var p = ctx.Parallel("ask", c => c.MaxConcurrency(4));
        for (var i = 0; i < sources.Count; i++)
        {
            var source = sources[i];                        // a copy for each branch; all of them share the one i
            answers.Add(p.Branch(source, b => b.StepAsync("ask", () => Services.AskAsync(source, question))));
        }

        question = "in stock on Monday?";                   // what every branch asks: none of them has begun
        await p.JoinAsync();
        return answers.Sum(answer => answer.Result);        // not added up in the branches, whose bodies a replay does not run
        #endregion
    }
}
