namespace DurableParallel.OrderDesk.Shop;

/// <summary>
/// Stands for the services that a shop calls: they take their time, and some fail now and then. They may do both, since they
/// are called in steps only.
/// </summary>
internal sealed class Services(Pace pace)
{
    public async Task<string> CheckAsync(string what, Order order, CancellationToken cancellationToken)
    {
        await pace.WorkAsync(2, cancellationToken);
        return Fails(0.25) ? throw new HttpRequestException($"The service for '{what}' is busy.") : $"{what} of {order.Customer} is fine";
    }

    public async Task<string> ReserveAsync(OrderLine line, CancellationToken cancellationToken)
    {
        await pace.WorkAsync(1, cancellationToken);
        return line.Article == "unicorn" ? throw new OutOfStockException("There are no unicorns left.") : $"{line.Count} {line.Article} from shelf {line.Article.Length}";
    }

    public async Task<decimal> QuoteAsync(string carrier, Order order, CancellationToken cancellationToken)
    {
        await pace.WorkAsync(carrier == "Snail" ? 6 : 3, cancellationToken);
        return 4 + (order.Lines.Count * 0.5m);
    }

    public async Task<string> CallBankAsync(string what, Order order, string key, CancellationToken cancellationToken)
    {
        await pace.WorkAsync(1, cancellationToken);
        return Fails(0.15) ? throw new TimeoutException("The bank does not answer.") : $"{what} {order.Total} for {order.Id}, key {key[..8]}";
    }

    public async Task<string> PrintLabelAsync(Order order, CancellationToken cancellationToken)
    {
        await pace.WorkAsync(1, cancellationToken);
        return order.Country == "Atlantis" ? throw new InvalidOperationException("No carrier goes to Atlantis.") : $"label of {order.Id}";
    }

    private static bool Fails(double probability) => Random.Shared.NextDouble() < probability;
}
