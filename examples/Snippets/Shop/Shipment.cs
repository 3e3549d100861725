namespace DurableParallel.Snippets.Shop;

internal sealed record Shipment(string Id, string Place);
