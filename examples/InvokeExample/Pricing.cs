namespace DurableParallel.Examples;

/// <summary>The function that invokes, and the one that is invoked.</summary>
internal static class Pricing
{
    private const int Unknown = 42;

    /// <summary>One failure is tolerated, and is in the result with the error of the other function.</summary>
    public static async Task<string> PriceListAsync(DurableContext ctx, int articles)
    {
        var prices = await ctx.MapAsync(
            "prices",
            Enumerable.Range(1, articles),
            (b, article, _) => b.InvokeAsync<int, int>("price", "price", article),
            new MapConfig<int> { MaxConcurrency = 10, ToleratedFailureCount = 1, ItemNamer = (article, _) => $"article-{article}" });

        var missing = prices.Failed.Select(item => $"{item.Name} ({item.Error?.Message})");
        return $"{prices.SuccessCount} of {articles} priced, {prices.GetResults().Sum()} in all; without {string.Join(", ", missing)}";
    }

    /// <summary>An article costs twice its number.</summary>
    public static async Task<int> PriceAsync(DurableContext ctx, int article) => await ctx.StepAsync(
        "look up",
        () => article == Unknown ? throw new UnknownArticleException(article) : 2 * article,
        new StepConfig { Retry = RetryStrategy.Default.When(error => error is not UnknownArticleException) });
}
