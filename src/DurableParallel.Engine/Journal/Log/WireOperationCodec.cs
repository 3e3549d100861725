namespace DurableParallel.Engine.Journal.Log;

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
        var id = ReadId(new RecordReader(record), out var rest);
        return (id, Checked(OperationCodec.Read(record[rest..])));
    }

    /// <summary>Checks a record as reading it would, and leaves its texts out.</summary>
    public static OperationChange Skim(ReadOnlySpan<byte> record)
    {
        ReadId(new RecordReader(record, skipsTexts: true), out var rest);
        return Checked(OperationCodec.Skim(record[rest..]));
    }

    private static string ReadId(RecordReader reader, out int rest)
    {
        reader.ReadByte();
        var id = reader.ReadText();
        rest = reader.Position;
        return reader.IsAtEnd || RecordCodec.KindOf(reader.ReadSlice(1)) != RecordKind.Operation
            ? throw RecordReader.Damage("an id of an operation is not followed by the operation")
            : id;
    }

    private static OperationChange Checked(in OperationChange change) =>
        change.Mention is null ? throw RecordReader.Damage("an operation is not described where it is mentioned first") : change;
}
