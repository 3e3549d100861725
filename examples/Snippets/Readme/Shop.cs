namespace DurableParallel.Snippets.Readme;

/// <summary>What the samples call in their steps.</summary>
internal static class Shop
{
    private const decimal MostAmount = 10_000;

    public static Task<bool> CheckRulesAsync(Order order) => Task.FromResult(order.Amount is > 0 and <= MostAmount);

    public static Task<int> HistoryAsync(Order order) => Task.FromResult(order.Number % 10);

    public static Task<double> ScoreAsync(Order order, int orders) => Task.FromResult((double)(order.Amount / MostAmount) / (orders + 1));
}
