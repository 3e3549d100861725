namespace DurableParallel.Testing.InMemory;

/// <summary>What becomes of an invocation whose contexts are all parked.</summary>
internal enum HostMode
{
    /// <summary>It ends, and the next one replays: as on the wire.</summary>
    Suspending,

    /// <summary>It stays, and is told what has changed.</summary>
    Resident,
}
