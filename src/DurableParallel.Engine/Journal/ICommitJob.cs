namespace DurableParallel.Engine.Journal;

/// <summary>Something that goes along with a commit besides records: at most one with each.</summary>
internal interface ICommitJob
{
    /// <summary>Does it in the transaction that is open.</summary>
    /// <param name="store">Where.</param>
    /// <param name="logHead">The oldest row of the log that is kept.</param>
    void Write(IJournalStore store, long logHead);

    /// <summary>The transaction is durable.</summary>
    /// <param name="store">Where.</param>
    /// <param name="pins">What keeps the log.</param>
    /// <param name="movedNext">Takes executions that are to leave the log with the next commit.</param>
    void Tell(IJournalStore store, LogPins pins, List<IRecordOwner> movedNext);

    /// <summary>The engine was gone before.</summary>
    void Fail(Exception fault);
}
