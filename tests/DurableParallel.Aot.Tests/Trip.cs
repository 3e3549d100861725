namespace DurableParallel.Aot;

internal sealed record Trip(string Traveller, IReadOnlyList<string> Cities);
