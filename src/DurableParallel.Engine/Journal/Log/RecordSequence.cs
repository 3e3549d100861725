using System.Numerics;

namespace DurableParallel.Engine.Journal.Log;

/// <summary>The records of one execution, each behind its length: what memory and the execution's row hold.</summary>
internal ref struct RecordSequence(ReadOnlySpan<byte> bytes)
{
    private RecordReader _reader = new(bytes);

    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>Where the current record begins, its length included.</summary>
    public int Start { get; private set; }

    public readonly bool IsAtEnd => _reader.IsAtEnd;

    public bool MoveNext()
    {
        if (_reader.IsAtEnd)
        {
            return false;
        }

        Start = _reader.Position;
        Current = _reader.ReadSlice(_reader.ReadCount(_reader.Left));
        return true;
    }

    /// <summary>How many bytes a record of that length has in a sequence.</summary>
    public static int PrefixedLength(int length) => length + 1 + (BitOperations.Log2((uint)length | 1) / 7);

    /// <summary>The record that begins there, which a sequence came past.</summary>
    public static ReadOnlySpan<byte> At(ReadOnlySpan<byte> bytes, int start)
    {
        var reader = new RecordReader(bytes[start..]);
        return reader.ReadSlice(reader.ReadCount(reader.Left));
    }

    public readonly RecordSequence GetEnumerator() => this;
}
