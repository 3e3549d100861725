using DurableParallel.Records;

namespace DurableParallel.Engine.Journal.Log;

/// <summary>A record of kind <see cref="RecordKind.Raised"/>: an event was raised in an execution.</summary>
internal static class RaisedRecord
{
    /// <param name="buffer">Where it goes.</param>
    /// <param name="raised">The event.</param>
    /// <param name="createdAt">When the execution was created, in milliseconds since 1970.</param>
    public static void Write(RecordBuffer buffer, RaisedEvent raised, long createdAt)
    {
        buffer.WriteByte((byte)RecordKind.Raised);
        buffer.WriteSigned(raised.At - createdAt);
        buffer.WriteText(raised.Name);
        buffer.WriteOptionalText(raised.Id);
        buffer.WriteOptionalText(raised.Payload);
        if (raised.From is not null)
        {
            buffer.WriteText(raised.From);
        }
    }

    /// <summary>Writes the record of an event into those of an execution that was created later, for the same moment.</summary>
    /// <param name="buffer">Where it goes.</param>
    /// <param name="record">The record, which was read before.</param>
    /// <param name="later">By how many milliseconds the execution was created later.</param>
    public static void WriteMoved(RecordBuffer buffer, ReadOnlySpan<byte> record, long later)
    {
        var reader = new RecordReader(record);
        buffer.WriteByte(reader.ReadByte());
        buffer.WriteSigned(reader.ReadSigned() - later);
        buffer.WriteBytes(record[reader.Position..]);
    }

    /// <summary>Reads what <see cref="Write"/> has written. Whether there is such a time is for the caller to check.</summary>
    /// <exception cref="JournalDamagedException">The bytes are not what <see cref="Write"/> writes.</exception>
    public static RaisedEvent Read(ReadOnlySpan<byte> record, long createdAt)
    {
        var reader = new RecordReader(record);
        if (reader.ReadByte() != (byte)RecordKind.Raised)
        {
            throw RecordReader.Damage("an event was expected, and another record was found");
        }

        var at = unchecked(createdAt + reader.ReadSigned());
        var name = reader.ReadText();
        var id = reader.ReadOptionalText();
        var raised = new RaisedEvent(name, reader.ReadOptionalText(), id, at) { From = reader.IsAtEnd ? null : reader.ReadText() };
        RecordCodec.ExpectEnd(reader);
        if (raised.From?.Length == 0)
        {
            throw RecordReader.Damage("the trace of an event is empty");
        }

        return raised.Name.Length > 0 ? raised : throw RecordReader.Damage("an event has no name");
    }
}
