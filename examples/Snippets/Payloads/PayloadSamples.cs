using DurableParallel.Engine;
using DurableParallel.Snippets.Samples;
using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Payloads;

/// <summary>Who makes payloads, and where that is said.</summary>
internal static class PayloadSamples
{
    public static DurableFunction SourceGenerated()
    {
        #region SystemTextJsonFunction
        var options = new DurableFunctionOptions(DurableSerializer.SystemTextJson(ShopJson.Default));

        var approve = DurableFunction.Create<Order, Decision>(ScopeSamples.ApproveAsync, options);
        #endregion
        return approve;
    }

    public static async Task OpenAsync(CancellationToken cancellationToken)
    {
        #region SystemTextJsonEngine
        var json = DurableSerializer.SystemTextJson(ShopJson.Default);
        var options = new DurableEngineOptions(json) { JournalPath = "orders.db" };

        await using var engine = await DurableEngine.OpenAsync(options, cancellationToken);
        engine.Register<Order, Decision>("approve", ScopeSamples.ApproveAsync);
        #endregion
    }

    public static async Task<int> OverridesAsync(DurableContext ctx, IReadOnlyList<Order> orders)
    {
        #region SerializerOverrides
        var json = DurableSerializer.SystemTextJson(ShopJson.Default);
        var hex = DurableSerializer.For<int>(value => $"0x{value:x}", payload => Convert.ToInt32(payload, 16));

        var count = await ctx.StepAsync("count", () => orders.Count, new StepConfig { Serializer = hex });

        var first = await ctx.RunInChildContextAsync(
            "first",
            child => child.StepAsync("stock", () => Services.CountStockAsync(orders[0])),
            new ChildContextConfig { Serializer = json });

        await using var p = ctx.Parallel("rest", new ParallelConfig { ItemSerializer = json });          // of every branch …
        var second = p.Branch("second", b => b.StepAsync("stock", () => Services.CountStockAsync(orders[1])));
        var third = p.Branch(
            "third",
            b => b.StepAsync("stock", () => Services.CountStockAsync(orders[2])),
            new BranchOptions<int> { Serializer = hex });                                                // … that has none of its own
        await p.JoinAsync();

        return count + first + second.Result + third.Result;
        #endregion
    }

    public static DurableFunction Encrypted(byte[] key)
    {
        #region CodecFunction
        var encrypted = DurableSerializer.WithCodec(DurableSerializer.Newtonsoft(), new AesGcmCodec(key));

        var approve = DurableFunction.Create<Order, Decision>(ScopeSamples.ApproveAsync, new DurableFunctionOptions(encrypted));
        #endregion
        return approve;
    }

    public static async Task<string> CompressedAsync(DurableContext ctx, Order order)
    {
        #region CodecStep
        var packed = DurableSerializer.WithCodec(DurableSerializer.Newtonsoft(), new BrotliCodec(maxBytes: 16 * 1024 * 1024));

        return await ctx.StepAsync("label", () => Services.PrintLabelAsync(order, "1"), new StepConfig { Serializer = packed });
        #endregion
    }
}
