namespace DurableParallel.Snippets;

internal sealed record Order(int Number, decimal Amount);
