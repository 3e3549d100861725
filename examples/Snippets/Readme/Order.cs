namespace DurableParallel.Snippets.Readme;

internal sealed record Order(int Number, decimal Amount);
