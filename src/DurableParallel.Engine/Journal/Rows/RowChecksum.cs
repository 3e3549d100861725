using DurableParallel.Engine.Journal.Log;

namespace DurableParallel.Engine.Journal.Rows;

/// <summary>
/// The checksum of an execution's row: CRC-32C of its records in the low half, and in the high half that of all else,
/// this and the journal's id included, so that the head of a row can be checked without its records. One thread at a time.
/// </summary>
internal sealed class RowChecksum(string journalId)
{
    private readonly RecordBuffer _head = new(256);

    public static uint OfRecords(ReadOnlySpan<byte> records) => CommitFrame.Checksum(records);

    /// <summary>Whether the records are those that the checksum was made of.</summary>
    public static bool Covers(long checksum, ReadOnlySpan<byte> records) => (uint)checksum == OfRecords(records);

    /// <summary>The checksum of a row whose records have this checksum and this length.</summary>
    public long Of(in ExecutionRow row, ReadOnlySpan<byte> terms, long recordsLength, uint records)
    {
        _head.Clear();
        _head.WriteText(journalId);
        _head.WriteSigned(row.Number);
        _head.WriteText(row.Name);
        _head.WriteText(row.FunctionName);
        _head.WriteSigned(row.Version);
        _head.WriteSigned((long)row.Status);
        _head.WriteSigned(row.StartedAt);
        WriteOptional(row.EndedAt);
        WriteOptional(row.DueAt);
        _head.WriteSigned(row.Begun);
        _head.WriteSigned(row.Through);
        _head.WriteSigned(recordsLength);
        _head.WriteSigned(records);
        _head.WriteBytes(terms);
        return ((long)CommitFrame.Checksum(_head.Written) << 32) | records;
    }

    private void WriteOptional(long? value)
    {
        _head.WriteByte(value is null ? (byte)0 : (byte)1);
        _head.WriteSigned(value ?? 0);
    }
}
