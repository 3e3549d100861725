using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>Waiting for a condition, and retrying a block.</summary>
internal static class ConditionSamples
{
    #region ConditionSample
    public static async Task<Shipment> DeliveredAsync(DurableContext ctx, Order order) =>
        await ctx.WaitForConditionAsync(
            "delivered",
            async (shipment, check) => await Services.TrackAsync(shipment, check.CancellationToken),
            new WaitForConditionConfig<Shipment>
            {
                InitialState = new Shipment(order.Id, "unknown"),
                Strategy = WaitStrategy<Shipment>.Exponential(
                    until: shipment => shipment.Place == "delivered",
                    TimeSpan.FromMinutes(1),
                    maxDelay: TimeSpan.FromHours(1),
                    maxAttempts: 100),
            });
    #endregion

    public static async Task<string> WhereIsItAsync(DurableContext ctx, Order order)
    {
        #region ConditionFailure
        try
        {
            return (await DeliveredAsync(ctx, order)).Place;
        }
        catch (WaitForConditionFailedException failed) when (failed.IsCausedBy<WaitForConditionFailedException>())
        {
            // No check is left. The payload of the last state is what the serializer has written.
            return $"Not delivered: {failed.LastState ?? "too large to be kept"}";
        }
        #endregion
    }

    public static async Task<string> OwnStrategyAsync(DurableContext ctx, Order order)
    {
        #region ConditionCustom
        var strategy = WaitStrategy<Shipment>.Custom((shipment, attempt) => shipment.Place switch
        {
            "delivered" => WaitDecision.Stop,
            "lost" => throw new InvalidOperationException($"Shipment {shipment.Id} is lost."),
            "in the van" => WaitDecision.After(TimeSpan.FromMinutes(5)),
            _ => WaitDecision.After(TimeSpan.FromHours(Math.Min(attempt, 12))),
        });
        #endregion

        var config = new WaitForConditionConfig<Shipment> { InitialState = new Shipment(order.Id, "unknown"), Strategy = strategy };
        return (await ctx.WaitForConditionAsync("delivered", (shipment, _) => Services.TrackAsync(shipment), config)).Place;
    }

    #region RetriedBlock
    public static async Task<string> OrderAsync(DurableContext ctx, Order order) =>
        await ctx.WithRetryAsync(
            "order",
            async (block, attempt) =>
            {
                var receipt = await block.StepAsync("charge", step => Services.ChargeAsync(order, idempotencyKey: $"{order.Id}-{attempt}"));
                await block.WaitAsync("clearing", TimeSpan.FromMinutes(10));
                var label = await block.StepAsync("label", () => Services.PrintLabelAsync(order, "1"));
                return $"{receipt}, {label}";
            },
            RetryStrategy.Exponential(maxAttempts: 3, initialDelay: TimeSpan.FromMinutes(5)).For<CardDeclinedException>());
    #endregion
}
