namespace DurableParallel.Engine.Journal;

/// <summary>
/// Lets tests stop an engine at a chosen commit. Whatever a method throws faults the engine as a failing disk would.
/// </summary>
internal interface IJournalFaults
{
    /// <summary>Nothing of the commit is on disk.</summary>
    /// <param name="commit">The commit's number in this engine's life, from 1.</param>
    /// <param name="operations">How many of its records are of operations.</param>
    void BeforeCommit(long commit, int operations);

    /// <summary>All of the commit is on disk, and nobody was told.</summary>
    /// <param name="commit">The commit's number in this engine's life, from 1.</param>
    void AfterCommit(long commit);

    /// <summary>All of the commit is on disk, and whoever waited for it was told.</summary>
    /// <param name="commit">The commit's number in this engine's life, from 1.</param>
    void AfterAcknowledgement(long commit)
    {
    }
}
