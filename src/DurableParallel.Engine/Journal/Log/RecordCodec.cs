using DurableParallel.Errors;

namespace DurableParallel.Engine.Journal.Log;

/// <summary>The bytes of all records but those of operations. The first byte's low half is the kind.</summary>
internal static class RecordCodec
{
    public const int KindBits = 4;
    private const int KindMask = (1 << KindBits) - 1;

    public static RecordKind KindOf(ReadOnlySpan<byte> record)
    {
        if (record.IsEmpty)
        {
            throw RecordReader.Damage("a record is empty");
        }

        // The high half is an action's in the record of an operation, tells the kinds whose low half is 15 apart, and is 0 in the others.
        var kind = (RecordKind)((record[0] & KindMask) == KindMask ? record[0] : record[0] & KindMask);
        return kind is (>= RecordKind.Created and <= RecordKind.Retried) or RecordKind.Raised or RecordKind.CancelRequested or RecordKind.Released
            ? kind
            : throw RecordReader.Damage($"a record is of kind {(int)kind}");
    }

    public static void WriteCreated(RecordBuffer buffer, in CreatedRecord created)
    {
        buffer.WriteByte((byte)RecordKind.Created);
        buffer.WriteSigned(created.At);
        buffer.WriteText(created.Name);
        buffer.WriteText(created.FunctionName);
        buffer.WriteSigned(created.Version);
        buffer.WriteOptionalText(created.Input);
        if (created.Terms is not null)
        {
            TermsCodec.Write(buffer, created.Terms);
        }
    }

    /// <param name="record">The record.</param>
    /// <param name="withInput">Whether the input is wanted; it is null otherwise.</param>
    public static CreatedRecord ReadCreated(ReadOnlySpan<byte> record, bool withInput = true)
    {
        var reader = new RecordReader(record);
        Expect(ref reader, RecordKind.Created);
        var created = new CreatedRecord(
            reader.ReadSigned(),
            reader.ReadText(),
            reader.ReadName(),
            reader.ReadSigned32(),
            withInput ? reader.ReadOptionalText() : reader.SkipOptionalText());
        if (!reader.IsAtEnd)
        {
            created = created with { Terms = TermsCodec.Read(ref reader) };
        }

        ExpectEnd(reader);
        return created;
    }

    public static void WriteEnded(RecordBuffer buffer, EndedRecord ended)
    {
        buffer.WriteByte((byte)RecordKind.Ended);
        buffer.WriteSigned(ended.At);
        buffer.WriteByte((byte)ended.Status);
        buffer.WriteOptionalText(ended.Payload);
        buffer.WriteByte(ended.Error is null ? (byte)0 : (byte)1);
        if (ended.Error is not null)
        {
            ErrorCodec.Write(buffer, ended.Error);
        }
    }

    public static EndedRecord ReadEnded(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        Expect(ref reader, RecordKind.Ended);
        var at = reader.ReadSigned();
        var status = (ExecutionStatus)reader.ReadByte();
        if (status is < ExecutionStatus.Succeeded or ExecutionStatus.Blocked or > ExecutionStatus.Canceled)
        {
            throw RecordReader.Damage($"an execution ended with the status {(int)status}");
        }

        var payload = reader.ReadOptionalText();
        var error = reader.ReadByte() == 0 ? null : ErrorCodec.Read(ref reader);
        ExpectEnd(reader);
        return new EndedRecord(at, status, payload, error);
    }

    public static void WriteBlocked(RecordBuffer buffer, BlockedRecord blocked)
    {
        buffer.WriteByte((byte)RecordKind.Blocked);
        buffer.WriteSigned(blocked.At);
        buffer.WriteByte((byte)blocked.Reason);
        buffer.WriteText(blocked.Message);
    }

    public static BlockedRecord ReadBlocked(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        Expect(ref reader, RecordKind.Blocked);
        var blocked = new BlockedRecord(reader.ReadSigned(), (BlockedReason)reader.ReadByte(), reader.ReadText());
        ExpectEnd(reader);
        return blocked.Reason <= BlockedReason.Poison ? blocked : throw RecordReader.Damage($"a reason is {(int)blocked.Reason}");
    }

    /// <summary>A record that says no more than its kind and its time.</summary>
    public static void WriteMark(RecordBuffer buffer, RecordKind kind, long at)
    {
        buffer.WriteByte((byte)kind);
        buffer.WriteSigned(at);
    }

    /// <summary>When that was, in milliseconds since the execution was created.</summary>
    public static long ReadMark(ReadOnlySpan<byte> record, RecordKind kind)
    {
        var reader = new RecordReader(record);
        Expect(ref reader, kind);
        var at = reader.ReadSigned();
        ExpectEnd(reader);
        return at;
    }

    public static void WriteSettled(RecordBuffer buffer, SettledRecord settled)
    {
        buffer.WriteByte((byte)RecordKind.Settled);
        buffer.WriteSigned(settled.At);
        buffer.WriteVarint(settled.Version);
        DurationCodec.Write(buffer, settled.TimeoutMilliseconds);
    }

    public static SettledRecord ReadSettled(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        Expect(ref reader, RecordKind.Settled);
        var settled = new SettledRecord(reader.ReadSigned(), reader.ReadCount(int.MaxValue), DurationCodec.Read(ref reader));
        ExpectEnd(reader);
        return settled;
    }

    public static void WritePosition(RecordBuffer buffer, int ordinal, int number, int parent)
    {
        buffer.WriteByte((byte)RecordKind.Position);
        buffer.WriteVarint(ordinal);
        buffer.WriteSigned(number);
        buffer.WriteVarint(parent);
    }

    public static (int Ordinal, int Number, int Parent) ReadPosition(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        Expect(ref reader, RecordKind.Position);
        var position = (reader.ReadCount(int.MaxValue), reader.ReadSigned32(), reader.ReadCount(int.MaxValue));
        ExpectEnd(reader);
        return position;
    }

    public static void ExpectEnd(in RecordReader reader)
    {
        if (!reader.IsAtEnd)
        {
            throw RecordReader.Damage($"a record is followed by {Counted.Of(reader.Left, "byte that is", "bytes that are")} not its own");
        }
    }

    private static void Expect(ref RecordReader reader, RecordKind kind)
    {
        var found = reader.ReadByte();
        if (found != (byte)kind)
        {
            throw RecordReader.Damage($"a record of kind {kind} was expected and {found} was found");
        }
    }
}
