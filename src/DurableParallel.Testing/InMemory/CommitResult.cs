namespace DurableParallel.Testing.InMemory;

/// <summary>How many of a batch are to be acknowledged, with which time, and whether the process dies then.</summary>
internal readonly record struct CommitResult(int Acknowledged, DateTimeOffset Timestamp, bool IsCrash);
