namespace DurableParallel.OrderDesk.Shop;

/// <summary>So many of one article.</summary>
internal sealed record OrderLine(string Article, int Count, decimal Price);
