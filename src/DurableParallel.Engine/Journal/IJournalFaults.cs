namespace DurableParallel.Engine.Journal;

/// <summary>
/// Lets tests stop an engine at a chosen commit. Whatever a method throws faults the engine as a failing disk would:
/// before the commit nothing of it is on disk, after it all of it is and nobody was told.
/// </summary>
internal interface IJournalFaults
{
    /// <param name="commit">The commit's number in this engine's life, from 1.</param>
    void BeforeCommit(long commit);

    /// <param name="commit">The commit's number in this engine's life, from 1.</param>
    void AfterCommit(long commit);
}
