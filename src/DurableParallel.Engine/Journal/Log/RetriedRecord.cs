namespace DurableParallel.Engine.Journal.Log;

/// <summary>A record of kind <see cref="RecordKind.Retried"/>: an execution that had ended goes on.</summary>
/// <param name="At">Milliseconds since the execution was created.</param>
/// <param name="Reopened">The numbers of the operations that are open again, so that their ends count no more.</param>
/// <param name="Forgotten">The numbers of the operations of which nothing counts any more, nor of what is below them. Their places may be taken again, under new numbers.</param>
internal sealed record RetriedRecord(long At, IReadOnlyList<int> Reopened, IReadOnlyList<int> Forgotten)
{
    public void Write(RecordBuffer buffer)
    {
        buffer.WriteByte((byte)RecordKind.Retried);
        buffer.WriteSigned(At);
        Write(buffer, Reopened);
        Write(buffer, Forgotten);
    }

    public static RetriedRecord Read(ReadOnlySpan<byte> record)
    {
        var reader = new RecordReader(record);
        reader.ReadByte();
        var retried = new RetriedRecord(reader.ReadSigned(), ReadNumbers(ref reader), ReadNumbers(ref reader));
        RecordCodec.ExpectEnd(reader);
        return retried;
    }

    private static void Write(RecordBuffer buffer, IReadOnlyList<int> numbers)
    {
        buffer.WriteVarint(numbers.Count);
        foreach (var number in numbers)
        {
            buffer.WriteVarint(number);
        }
    }

    // Each number has a byte at least, so what is announced cannot be more than there is.
    private static int[] ReadNumbers(ref RecordReader reader)
    {
        var numbers = new int[reader.ReadCount(reader.Left)];
        for (var index = 0; index < numbers.Length; index++)
        {
            numbers[index] = reader.ReadCount(int.MaxValue);
        }

        return numbers;
    }
}
