using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>The first of several operations, and all of them.</summary>
internal static class RaceSamples
{
    #region RaceSample
    public static async Task<string> AnswerOrGiveUpAsync(DurableContext ctx, Order order)
    {
        var answer = ctx.StepAsync("ask", () => Services.IsAnsweredAsync(order));
        var deadline = ctx.WaitAsync("deadline", TimeSpan.FromHours(1));

        var winner = await ctx.WhenAnyAsync(answer, deadline);

        // What the winner has come to is asked of the winner, which has ended.
        return winner == 0 ? $"answered: {await answer}" : "no answer within an hour";
    }
    #endregion

    public static async Task<int> UntilTheDeadlineAsync(DurableContext ctx, Order order)
    {
        #region RaceLoop
        var deadline = ctx.WaitAsync("deadline", TimeSpan.FromDays(1));
        var labels = new List<string>();

        while (await ctx.WhenAnyAsync(deadline, ctx.WaitAsync("pause", TimeSpan.FromHours(5))) != 0)
        {
            labels.Add(await ctx.StepAsync("label", () => Services.PrintLabelAsync(order, $"{labels.Count}")));
        }
        #endregion

        return labels.Count;
    }

    public static async Task<string> AllAsync(DurableContext ctx, Order order)
    {
        #region RaceAll
        var rules = ctx.StepAsync("rules", () => Services.CheckRulesAsync(order));
        var stock = ctx.StepAsync("stock", () => Services.CountStockAsync(order));
        var label = ctx.StepAsync("label", () => Services.PrintLabelAsync(order, "1"));

        await ctx.WhenAllAsync(rules, stock, label);                                    // throws the first failure of the list
        int[] rates = await ctx.WhenAllAsync(stock, ctx.StepAsync("rate", () => Services.RateAsync(order.Customer)));
        await ctx.WhenAllSettledAsync(rules, stock, label);                             // never throws: await each to see
        #endregion

        return $"{await rules} {rates.Sum()} {await label}";
    }

    public static async Task<int> OfBranchesAsync(DurableContext ctx, Order order)
    {
        #region RaceHelper
        // Pack goes on with further operations, so it needs a context of its own. As a child context it can be raced.
        var packed = ctx.RunInChildContextAsync("pack", child => PackAsync(child, order));

        var winner = await ctx.WhenAnyAsync(packed, ctx.WaitAsync("closing-time", TimeSpan.FromHours(8)));
        #endregion

        return winner;
    }

    private static async Task<string> PackAsync(DurableContext child, Order order)
    {
        await child.WaitAsync("drying", TimeSpan.FromMinutes(10));
        return await child.StepAsync("label", () => Services.PrintLabelAsync(order, "1"));
    }
}
