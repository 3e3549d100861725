namespace DurableParallel.Testing;

/// <summary>
/// How far a batch gets: the first so many of it become durable, the first so many of those are acknowledged, when so
/// much time has passed.
/// </summary>
internal readonly record struct FaultVerdict(int Durable, int Acknowledged, bool IsCrash, TimeSpan Delay = default);
