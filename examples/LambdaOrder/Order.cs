namespace DurableParallel.Examples;

internal sealed record Order(int Number, string Article, int Quantity, decimal Total);
