using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>Steps, waits and child contexts.</summary>
internal static class OperationSamples
{
    #region StepSample
    public static async Task<string> ShipAsync(DurableContext ctx, Order order)
    {
        var receipt = await ctx.StepAsync("charge", step => Services.ChargeAsync(order, idempotencyKey: step.OperationId));
        var label = await ctx.StepAsync("label", () => Services.PrintLabelAsync(order, "1"));
        return $"{receipt}, {label}";
    }
    #endregion

    #region StepTimeout
    public static async Task<int> CopyAsync(DurableContext ctx, IReadOnlyList<Order> orders) =>
        await ctx.StepAsync(
            "copy",
            async step =>
            {
                step.TryGetHeartbeat<int>(out var done);                    // 0 in the first attempt
                for (; done < orders.Count; done++)
                {
                    await Services.CountStockAsync(orders[done], step.CancellationToken);
                    step.Heartbeat(done + 1);                               // in memory: as often as you like
                }

                return done;
            },
            new StepConfig { Timeout = TimeSpan.FromHours(1), HeartbeatTimeout = TimeSpan.FromSeconds(30) });
    #endregion

    public static async Task<string> ChargeAsync(DurableContext ctx, Order order)
    {
        #region StepOptions
        var config = new StepConfig
        {
            Semantics = StepSemantics.AtMostOncePerRetry,
            Retry = RetryStrategy.Exponential(maxAttempts: 4, initialDelay: TimeSpan.FromSeconds(2)).For<HttpRequestException>(),
        };

        try
        {
            return await ctx.StepAsync("charge", step => Services.ChargeAsync(order, step.OperationId), config);
        }
        catch (StepFailedException failed) when (failed.IsCausedBy<StepInterruptedException>())
        {
            return "Ask the bank: nobody knows whether the charge was made.";
        }
        #endregion
    }

    #region WaitSample
    public static async Task RemindAsync(DurableContext ctx, Order order)
    {
        await ctx.WaitAsync("until-tomorrow", TimeSpan.FromDays(1));
        await ctx.StepAsync("remind", step => Services.SendMailAsync(order.Customer, step.OperationId));
    }
    #endregion

    #region ChildContextSample
    public static async Task<string> ChildrenAsync(DurableContext ctx, Order order)
    {
        var first = ctx.RunInChildContextAsync("first", child => PackAsync(child, order, "1"));
        var second = ctx.RunInChildContextAsync("second", child => PackAsync(child, order, "2"));
        return $"{await first}, {await second}";
    }

    private static async Task<string> PackAsync(DurableContext child, Order order, string packageId)
    {
        await child.WaitAsync("drying", TimeSpan.FromMinutes(10));
        return await child.StepAsync("label", () => Services.PrintLabelAsync(order, packageId));
    }
    #endregion
}
