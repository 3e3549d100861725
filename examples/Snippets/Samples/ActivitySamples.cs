using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>Who awaits an operation.</summary>
internal static class ActivitySamples
{
    #region HandOn
    // The task is handed on as it is. Declared as DurableTask<bool>, our awaiter sees whoever awaits it.
    private static DurableTask<bool> CheckAsync(DurableContext ctx, Order order) =>
        ctx.StepAsync("rules", () => Services.CheckRulesAsync(order));

    // An async method of your own awaits it inside, where our awaiter sees it too.
    private static async Task<bool> CheckTwiceAsync(DurableContext ctx, Order order) =>
        await CheckAsync(ctx, order) && await CheckAsync(ctx, order);
    #endregion

    public static Task<bool> UseHelperAsync(DurableContext ctx, Order order) => CheckTwiceAsync(ctx, order);

    #region LogOnce
    public static async Task LogAsync(DurableContext ctx, Order order)
    {
        ctx.Logger.LogBegin(order.Id);                      // written once, however often the code runs again
        await ctx.WaitAsync(TimeSpan.FromDays(1));
        await ctx.StepAsync("remind", step => Services.SendMailAsync(order.Customer, step.OperationId));
    }
    #endregion
}
