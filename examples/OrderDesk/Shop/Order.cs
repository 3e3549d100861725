namespace DurableParallel.OrderDesk.Shop;

/// <summary>An order: the input of <see cref="Functions.PlaceOrder"/>.</summary>
internal sealed record Order(string Id, string Customer, string Country, IReadOnlyList<OrderLine> Lines)
{
    public decimal Total => Lines.Sum(static line => line.Count * line.Price);
}
