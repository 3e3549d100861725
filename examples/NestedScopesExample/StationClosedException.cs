namespace DurableParallel.Examples;

/// <summary>A weather station measures nothing.</summary>
public sealed class StationClosedException(string city) : Exception($"the station of {city} is closed");
