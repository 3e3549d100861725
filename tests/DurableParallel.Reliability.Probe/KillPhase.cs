namespace DurableParallel.Reliability.Probe;

/// <summary>Where in a write to the journal a process ends.</summary>
internal enum KillPhase
{
    /// <summary>Nothing of it is on disk.</summary>
    Before,

    /// <summary>All of it is, and nobody was told.</summary>
    After,

    /// <summary>Whoever waited for it was told.</summary>
    Acknowledged,
}
