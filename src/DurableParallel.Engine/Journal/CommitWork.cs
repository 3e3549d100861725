namespace DurableParallel.Engine.Journal;

/// <summary>What one commit has taken: records, executions that leave the log for rows, and at most one job besides.</summary>
/// <param name="rowLimit">A row of the log that has more bytes takes no further record.</param>
internal sealed class CommitWork(int rowLimit)
{
    /// <summary>The records; exchanged with the batch that is being filled.</summary>
    public CommitBatch Records { get; set; } = new(rowLimit);

    public RowMoves Moves { get; } = new();

    public ICommitJob? Job { get; set; }

    /// <summary>Executions that the next commit is to move out of the log.</summary>
    public List<IRecordOwner> MovedNext { get; } = [];
}
