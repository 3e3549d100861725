namespace DurableParallel.OrderDesk.Shop;

/// <summary>The warehouse has no more of an article.</summary>
internal sealed class OutOfStockException(string message) : Exception(message);
