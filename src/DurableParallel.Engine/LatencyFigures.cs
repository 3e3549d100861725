namespace DurableParallel.Engine;

/// <summary>How long something took. Durations are known to about a sixteenth.</summary>
/// <param name="Count">How often it was measured, 1 or more.</param>
/// <param name="Median">Half of them took at most this long.</param>
/// <param name="P99">99 of 100 took at most this long.</param>
public sealed record LatencyFigures(long Count, TimeSpan Median, TimeSpan P99);
