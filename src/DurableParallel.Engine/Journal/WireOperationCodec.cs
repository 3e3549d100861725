namespace DurableParallel.Engine.Journal;

/// <summary>
/// The bytes of an operation's first mention in a served execution. Function processes name their operations as they
/// like, so the id stands in front; inside the engine the operation is known by its ordinal and by the position that the
/// engine gave it, as any other.
/// </summary>
internal static class WireOperationCodec
{
    public static void Write(RecordBuffer buffer, string wireId, in OperationChange change)
    {
        buffer.WriteByte((byte)RecordKind.WireOperation);
        buffer.WriteText(wireId);
        OperationCodec.Write(buffer, change);
    }

    public static (string WireId, OperationChange Change) Read(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        reader.ReadByte();
        var id = reader.ReadText();
        var rest = record[reader.Position..];
        if (RecordCodec.KindOf(rest) != RecordKind.Operation)
        {
            throw RecordReader.Damage("an id of an operation is not followed by the operation");
        }

        var change = OperationCodec.Read(rest);
        return change.Mention is null ? throw RecordReader.Damage($"the operation '{id}' is not described") : (id, change);
    }
}
