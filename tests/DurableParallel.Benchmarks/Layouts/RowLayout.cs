namespace DurableParallel.Benchmarks.Layouts;

/// <summary>A row a record, at the end of a table.</summary>
internal class RowLayout : JournalLayout
{
    public override string Name => "row";

    public override string Description => "a row a record, no index";

    public override string Schema => "CREATE TABLE record (seq INTEGER PRIMARY KEY, execution INTEGER NOT NULL, operation INTEGER NOT NULL, data BLOB NOT NULL)";

    public override void WriteCommit(LayoutCommands commands, long commit, ReadOnlySpan<RecordKey> records, byte[] payload)
    {
        foreach (var record in records)
        {
            commands.Run("INSERT INTO record (execution, operation, data) VALUES (?1, ?2, ?3)", [record.Execution, record.Operation], payload);
        }
    }
}
