namespace DurableParallel.Snippets.Shop;

internal sealed record Order(string Id, string Customer, decimal Amount);
