using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>Loops for ever.</summary>
internal static class RunSamples
{
    #region ContinueAsNewLoop
    public static async Task<string> WatchAsync(DurableContext ctx, Watch watch)
    {
        while (!ctx.IsContinueAsNewSuggested)
        {
            var stock = await ctx.StepAsync("look", step => Services.CountStockAsync(watch.Order, step.CancellationToken));
            if (stock == 0)
            {
                return $"sold out after {watch.Looks + 1} looks";
            }

            watch = watch with { Looks = watch.Looks + 1 };
            await ctx.WaitAsync("pause", TimeSpan.FromMinutes(5));
        }

        return ctx.ContinueAsNew<Watch, string>(watch);
    }
    #endregion

    internal sealed record Watch(Order Order, int Looks);
}
