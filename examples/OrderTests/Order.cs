namespace DurableParallel.Examples.Ordering;

internal sealed record Order(string Id, decimal Amount);
