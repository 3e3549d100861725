namespace DurableParallel.Snippets.Shop;

/// <summary>What the samples call: services elsewhere, which here answer at once.</summary>
internal static class Services
{
    public static Task<bool> CheckRulesAsync(Order order) => Task.FromResult(order.Amount > 0);

    public static Task<int> CountStockAsync(Order order, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<int>(cancellationToken) : Task.FromResult(order.Id.Length);

    public static Task<int> RateAsync(string customer) => Task.FromResult(customer.Length);

    public static Task<int> AskAsync(string source, string question) => Task.FromResult(source.Length + question.Length);

    public static Task<bool> IsAnsweredAsync(Order order) => Task.FromResult(order.Amount < 100);

    public static Task SendMailAsync(string address, string idempotencyKey) =>
        address.Contains('@', StringComparison.Ordinal) ? Task.CompletedTask : throw new FormatException($"'{address}' is no address ({idempotencyKey}).");

    public static Task<string> ChargeAsync(Order order, string idempotencyKey) =>
        order.Amount < 1000 ? Task.FromResult($"receipt-{idempotencyKey}") : throw new CardDeclinedException($"The card of {order.Customer} was declined.");

    public static Task RefundAsync(string receipt) => receipt.Length > 0 ? Task.CompletedTask : throw new ArgumentException("There is no receipt.", nameof(receipt));

    public static Task<string> PrintLabelAsync(Order order, string packageId) => Task.FromResult($"{order.Id}/{packageId}");

    public static Task<Shipment> TrackAsync(Shipment shipment, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<Shipment>(cancellationToken) : Task.FromResult(shipment with { Place = "delivered" });
}
