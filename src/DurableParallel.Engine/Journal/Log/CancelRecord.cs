namespace DurableParallel.Engine.Journal.Log;

/// <summary>
/// A record of kind <see cref="RecordKind.CancelRequested"/>: an execution is to be canceled. What is on record before it and has
/// not ended ends as canceled; what begins later is the cleanup. Only the first one counts.
/// </summary>
/// <param name="At">Milliseconds since the execution was created.</param>
/// <param name="CleanupMilliseconds">How long the cleanup may take; then the execution ends all the same.</param>
/// <param name="Reason">Why, for people; null for no reason.</param>
internal sealed record CancelRecord(long At, long CleanupMilliseconds, string? Reason)
{
    public void Write(RecordBuffer buffer)
    {
        buffer.WriteByte((byte)RecordKind.CancelRequested);
        buffer.WriteSigned(At);
        DurationCodec.Write(buffer, CleanupMilliseconds);
        buffer.WriteOptionalText(Reason);
    }

    /// <exception cref="JournalDamagedException">The bytes are not what <see cref="Write"/> writes.</exception>
    public static CancelRecord Read(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        reader.ReadByte();
        var cancel = new CancelRecord(reader.ReadSigned(), DurationCodec.Read(ref reader), reader.ReadOptionalText());
        RecordCodec.ExpectEnd(reader);
        return cancel;
    }
}
