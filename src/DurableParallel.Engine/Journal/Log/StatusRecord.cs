using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Journal.Log;

/// <summary>
/// A record of kind <see cref="RecordKind.Status"/>: what an execution says of itself from now on. It stands right behind the
/// record that took it along.
/// </summary>
/// <param name="At">Milliseconds since the execution was created.</param>
/// <param name="Payload">The status; null is no payload.</param>
/// <param name="Marks">Of each context that has set it since the last one: its ordinal, 0 for the function, and how many calls it has made.</param>
internal sealed record StatusRecord(long At, string? Payload, IReadOnlyList<(int Context, int Calls)> Marks)
{
    /// <summary>The record of a status.</summary>
    /// <param name="status">The status.</param>
    /// <param name="at">Milliseconds since the execution was created.</param>
    /// <param name="ordinalOf">The ordinal of a context; it is mentioned by then.</param>
    public static StatusRecord Of(RecordedStatus status, long at, Func<OperationId?, int> ordinalOf) =>
        new(at, status.Payload, [.. status.Marks.Select(mark => (ordinalOf(mark.Context), mark.Calls))]);

    public static void Write(RecordBuffer buffer, StatusRecord status)
    {
        buffer.WriteByte((byte)RecordKind.Status);
        buffer.WriteSigned(status.At);
        buffer.WriteOptionalText(status.Payload);
        buffer.WriteVarint(status.Marks.Count);
        foreach (var (context, calls) in status.Marks)
        {
            buffer.WriteVarint(context);
            buffer.WriteVarint(calls);
        }
    }

    /// <exception cref="JournalDamagedException">The bytes are not what <see cref="Write"/> writes.</exception>
    public static StatusRecord Read(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        if (reader.ReadByte() != (byte)RecordKind.Status)
        {
            throw RecordReader.Damage("a status was expected, and another record was found");
        }

        var at = reader.ReadSigned();
        var payload = reader.ReadOptionalText();

        // Each takes two bytes at least, so that no more room is made than there can be.
        var marks = new (int Context, int Calls)[reader.ReadCount(reader.Left / 2)];
        if (marks.Length == 0)
        {
            throw RecordReader.Damage("a status was set by no context");
        }

        for (var i = 0; i < marks.Length; i++)
        {
            marks[i] = (reader.ReadCount(int.MaxValue), reader.ReadCount(int.MaxValue));
        }

        RecordCodec.ExpectEnd(reader);
        return new StatusRecord(at, payload, marks);
    }
}
