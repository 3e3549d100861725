namespace DurableParallel.Snippets.Shop;

internal sealed record Score(int Value);
