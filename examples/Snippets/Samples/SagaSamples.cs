using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>Scopes that undo, and scopes that take no longer than they may.</summary>
internal static class SagaSamples
{
    #region ParallelCompensation
    public static async Task<string> BuyAsync(DurableContext ctx, Order order)
    {
        var (receipt, label) = await ctx.ParallelAsync("buy", p => (
            p.Branch("pay", b => b.StepAsync("charge", step => Services.ChargeAsync(order, step.OperationId)))
                .CompensateWith((c, receipt) => c.StepAsync("refund", () => Services.RefundAsync(receipt))),
            p.Branch("print", b => b.StepAsync("label", () => Services.PrintLabelAsync(order, "1")))));

        return $"{receipt.Result}, {label.Result}";
    }
    #endregion

    #region SagaBlock
    public static async Task<string> BuyInSequenceAsync(DurableContext ctx, Order order)
    {
        await using var saga = ctx.Saga("buy");
        var receipt = await saga.StepAsync(
            "charge",
            step => Services.ChargeAsync(order, step.OperationId),
            (c, paid) => c.StepAsync("refund", () => Services.RefundAsync(paid)));

        var reservation = await ctx.InvokeAsync<Order, string>("reserve", "reserve", order);
        saga.CompensateWith("reservation", c => c.InvokeAsync("release", "release", reservation));

        var label = await ctx.StepAsync("label", () => Services.PrintLabelAsync(order, reservation));
        saga.Complete();                                // whatever leaves the block before this line is undone
        return $"{receipt}, {label}";
    }
    #endregion

    #region SagaBody
    public static Task<string> BuyInOneCallAsync(DurableContext ctx, Order order) => ctx.SagaAsync("buy", async saga =>
    {
        var receipt = await saga.StepAsync(
            "charge",
            step => Services.ChargeAsync(order, step.OperationId),
            (c, paid) => c.StepAsync("refund", () => Services.RefundAsync(paid)));

        return $"{receipt}, {await ctx.StepAsync("label", () => Services.PrintLabelAsync(order, "1"))}";
    });
    #endregion

    public static async Task<string> AnswerInTimeAsync(DurableContext ctx, Order order)
    {
        #region ParallelTimeout
        await using var p = ctx.Parallel("answers", c => c.AllCompleted().Timeout(TimeSpan.FromDays(2)));
        var stock = p.Branch("stock", b => b.StepAsync("count", () => Services.CountStockAsync(order)));
        p.Branch("remind", b => b.WaitAsync(TimeSpan.FromDays(7)));
        var result = await p.SettleAsync();             // JoinAsync would throw when the time was up

        return result.CompletionReason == CompletionReason.TimedOut ? $"late; stock {stock.ResultOr(0)}" : "in time";
        #endregion
    }

    public static async Task<int> RateFlatAsync(DurableContext ctx, IReadOnlyList<Order> orders)
    {
        #region ParallelFlat
        var batch = await ctx.MapAsync(
            "rate-orders",
            orders,
            (b, order, _) => b.StepAsync("rate", () => Services.RateAsync(order.Customer)),
            new MapConfig<Order> { Nesting = NestingType.Flat });
        #endregion

        return batch.GetResults().Sum();
    }

    public static async Task<int> LargeAsync(DurableContext ctx, IReadOnlyList<Order> orders)
    {
        #region ChildContextLarge
        var labels = await ctx.RunInChildContextAsync("labels", async child =>
        {
            var all = new List<string>();
            foreach (var order in orders)
            {
                all.Add(await child.StepAsync("label", () => Services.PrintLabelAsync(order, "1")));
            }

            return all;                                 // above 256 KiB it is not kept, but made again of the steps
        });
        #endregion

        return labels.Count;
    }

    public static async Task<int> OwnPayloadAsync(DurableContext ctx, IReadOnlyList<string> sources)
    {
        #region MapResultSerializer
        var config = new MapConfig<string>
        {
            ResultSerializer = DurableSerializer.For<IBatchResult<string>>(
                batch => string.Join(',', batch.GetResults()),
                payload => BatchResult.FromResults((payload ?? string.Empty).Split(','))),
        };

        var batch = await ctx.MapAsync("sources", sources, (b, source, _) => b.StepAsync("ask", () => $"{source}!"), config);
        #endregion

        return batch.GetResults().Count;
    }
}
