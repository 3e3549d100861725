namespace DurableParallel.Engine.Journal;

/// <summary>
/// Lets tests stop an engine at a chosen commit. Whatever a method of a commit throws faults the engine as a failing disk would.
/// </summary>
internal interface IJournalFaults
{
    /// <summary>
    /// A record is about to be added to those that wait for their commit. An <see cref="OutOfMemoryException"/> stands for one
    /// that there is no memory for.
    /// </summary>
    /// <param name="bytes">The length of the record.</param>
    void BeforeAppend(int bytes)
    {
    }

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
