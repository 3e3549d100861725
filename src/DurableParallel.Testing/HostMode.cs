namespace DurableParallel.Testing;

/// <summary>What becomes of an invocation whose contexts are all parked.</summary>
public enum HostMode
{
    /// <summary>It ends, and the next one replays the function from its first line: as on AWS Lambda. What is below finished contexts is pruned.</summary>
    Suspending,

    /// <summary>It stays in memory and goes on where it was: as in the embedded engine.</summary>
    Resident,
}
