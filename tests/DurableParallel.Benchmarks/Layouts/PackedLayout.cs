using System.Buffers.Binary;

namespace DurableParallel.Benchmarks.Layouts;

/// <summary>A row a commit: all of its records one after the other.</summary>
internal class PackedLayout : JournalLayout
{
    private const int KeyLength = sizeof(long) + sizeof(int);

    public override string Name => "packed";

    public override string Description => "a row a commit, nothing else";

    public override string Schema => "CREATE TABLE log (seq INTEGER PRIMARY KEY, data BLOB NOT NULL)";

    public override void WriteCommit(LayoutCommands commands, long commit, ReadOnlySpan<RecordKey> records, byte[] payload)
    {
        if (records.IsEmpty)
        {
            return;
        }

        var frame = new byte[records.Length * (KeyLength + payload.Length)];
        var rest = frame.AsSpan();
        foreach (var record in records)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, record.Execution);
            BinaryPrimitives.WriteInt32LittleEndian(rest[sizeof(long)..], record.Operation);
            payload.CopyTo(rest[KeyLength..]);
            rest = rest[(KeyLength + payload.Length)..];
        }

        commands.Run("INSERT INTO log VALUES (?1, ?2)", [commit], frame);
    }
}
