namespace DurableParallel.Examples;

/// <summary>Stands for the systems that an order asks; each answer takes a while.</summary>
internal static class Checks
{
    private static readonly TimeSpan Answer = TimeSpan.FromMilliseconds(50);

    public static async Task<bool> AreRulesMetAsync(Order order)
    {
        await Task.Delay(Answer);
        return order is { Quantity: > 0, Total: > 0 };
    }

    public static async Task<double> RiskOfAsync(Order order)
    {
        await Task.Delay(Answer);
        return order.Total > 1000 ? 0.7 : 0.1;
    }

    public static async Task<int> StockOfAsync(string article)
    {
        await Task.Delay(Answer);
        return article.Length;
    }
}
