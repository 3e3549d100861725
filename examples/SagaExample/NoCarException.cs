namespace DurableParallel.Examples;

/// <summary>No car is left at a place.</summary>
public sealed class NoCarException(string place) : Exception($"there is no car in {place}");
