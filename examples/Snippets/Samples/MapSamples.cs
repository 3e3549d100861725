using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>Scopes over lists, with results of one type.</summary>
internal static class MapSamples
{
    public static async Task<int> RateAllAsync(DurableContext ctx, IReadOnlyList<Order> orders)
    {
        #region MapSample
        var config = new MapConfig<Order>
        {
            MaxConcurrency = 10,
            ToleratedFailurePercentage = 0.05,
            ItemNamer = (order, _) => $"order-{order.Id}",
        };

        var batch = await ctx.MapAsync(
            "rate-orders",
            orders,
            (b, order, _) => b.StepAsync("rate", () => Services.RateAsync(order.Customer)),
            config);

        foreach (var item in batch.Failed)
        {
            ctx.Logger.LogFailedItem(item.Name, item.Error?.Message);
        }

        return batch.GetResults().Sum();
        #endregion
    }

    public static async Task<int> SendToAllAsync(DurableContext ctx, IReadOnlyList<string> addresses)
    {
        #region MapWithoutResult
        var result = await ctx.MapAsync(
            "mails",
            addresses,
            (b, address) => b.StepAsync("send", step => Services.SendMailAsync(address, step.OperationId)),
            new ParallelConfig { MaxConcurrency = 10, Completion = CompletionConfig.AllCompleted() });

        return result.SuccessCount;
        #endregion
    }

    public static async Task<int> AllOrNothingAsync(DurableContext ctx, IReadOnlyList<Order> orders)
    {
        #region MapThrowing
        var batch = await ctx.MapAsync("count", orders, (b, order, _) => b.StepAsync("count", () => Services.CountStockAsync(order)));

        batch.ThrowIfError();                               // a map does not throw by itself
        return batch.GetResults().Sum();
        #endregion
    }

    public static async Task<int> AskAllAsync(DurableContext ctx, string question)
    {
        #region ParallelArray
        DurableBranch<int>[] sources =
        [
            new("north", b => b.StepAsync("ask", () => Services.AskAsync("north", question))),
            new("east", b => b.StepAsync("ask", () => Services.AskAsync("east", question))),
            new("west", b => b.StepAsync("ask", () => Services.AskAsync("west", question))),
        ];

        var answers = await ctx.ParallelAsync("ask", sources, new ParallelConfig { MinSuccessful = 2 });

        return answers.MinimumMet ? answers.GetResults().Max() : 0;
        #endregion
    }
}
