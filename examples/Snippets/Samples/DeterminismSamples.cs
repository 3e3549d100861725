using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>The same way in every run.</summary>
internal static class DeterminismSamples
{
    public static async Task<string> ValuesAsync(DurableContext ctx, Order order)
    {
        #region DeterministicValues
        var begun = ctx.UtcNow;                             // the execution's start, in every run
        var packageId = ctx.NewGuid().ToString();           // the same GUID in every run
        var isSampled = ctx.Random.NextDouble() < 0.1;      // the same number in every run

        var label = await ctx.StepAsync("label", () => Services.PrintLabelAsync(order, packageId));
        var elapsed = ctx.UtcNow - begun;                   // UtcNow is now the recorded end of the step
        return $"{label} {isSampled} {elapsed}";
        #endregion
    }

    public static async Task<bool> SeveralAtOnceAsync(DurableContext ctx, Order order)
    {
        #region SeveralAtOnce
        // Single operations may be started together. Their places are taken here, in this order.
        var rules = ctx.StepAsync("rules", () => Services.CheckRulesAsync(order));
        var wait = ctx.WaitAsync("cooling-off", TimeSpan.FromMinutes(5));
        await Task.WhenAll(rules, wait);
        return await rules;
        #endregion
    }

    public static async Task<int> EffectsAsync(DurableContext ctx, Order order)
    {
        #region ReplaySample
        var valid = await ctx.StepAsync("rules", () => Services.CheckRulesAsync(order));        // operation 1
        await ctx.WaitAsync("settle", TimeSpan.FromHours(1));                                   // operation 2
        return valid ? await ctx.StepAsync("count", () => Services.CountStockAsync(order)) : 0; // operation 3
        #endregion
    }
}
