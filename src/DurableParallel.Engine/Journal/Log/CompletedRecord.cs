namespace DurableParallel.Engine.Journal.Log;

/// <summary>A record of kind <see cref="RecordKind.InvocationCompleted"/>.</summary>
/// <param name="At">Milliseconds since the execution was created.</param>
/// <param name="StartedAt">When the invocation began, in milliseconds since the execution was created.</param>
/// <param name="RequestId">What the invocation was called.</param>
/// <param name="NeedsInvocation">
/// Whether the function is invoked again unless the execution's end is on record as well: something had changed that it was
/// not told of, or it brought the end, which may be lost in a crash between the two records.
/// </param>
/// <param name="Error">Why it failed, after which the function is invoked again as well; null when it ended well.</param>
internal sealed record CompletedRecord(long At, long StartedAt, string RequestId, bool NeedsInvocation, DurableError? Error)
{
    [Flags]
    private enum Parts : byte
    {
        None = 0,
        Invocation = 1,
        Error = 2,
        All = Invocation | Error,
    }

    public void Write(RecordBuffer buffer)
    {
        buffer.WriteByte((byte)RecordKind.InvocationCompleted);
        buffer.WriteSigned(At);
        buffer.WriteSigned(At - StartedAt);
        buffer.WriteText(RequestId);
        buffer.WriteByte((byte)((NeedsInvocation ? Parts.Invocation : Parts.None) | (Error is null ? Parts.None : Parts.Error)));
        if (Error is not null)
        {
            ErrorCodec.Write(buffer, Error);
        }
    }

    public static CompletedRecord Read(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        reader.ReadByte();
        var at = reader.ReadSigned();
        var startedAt = unchecked(at - reader.ReadSigned());
        var requestId = reader.ReadText();
        var parts = (Parts)reader.ReadByte();
        if ((parts & ~Parts.All) != Parts.None)
        {
            throw RecordReader.Damage($"the end of an invocation has the parts {(int)parts}");
        }

        var error = parts.HasFlag(Parts.Error) ? ErrorCodec.Read(ref reader) : null;
        RecordCodec.ExpectEnd(reader);
        return new CompletedRecord(at, startedAt, requestId, parts.HasFlag(Parts.Invocation), error);
    }
}
