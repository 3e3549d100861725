namespace DurableParallel.Benchmarks.Layouts;

/// <summary>One way of laying records out in tables.</summary>
internal abstract class JournalLayout
{
    public const int RecordsPerExecution = 7;

    public const int PayloadLength = 64;

    public abstract string Name { get; }

    public abstract string Description { get; }

    public abstract string Schema { get; }

    /// <summary>Writes the records of one commit, inside its transaction. Records of an execution follow each other over several commits.</summary>
    public abstract void WriteCommit(LayoutCommands commands, long commit, ReadOnlySpan<RecordKey> records, byte[] payload);
}
