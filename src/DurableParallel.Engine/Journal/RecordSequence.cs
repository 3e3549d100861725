namespace DurableParallel.Engine.Journal;

/// <summary>The records of one execution, each behind its length: what memory and the execution's row hold.</summary>
internal ref struct RecordSequence(ReadOnlySpan<byte> bytes)
{
    private RecordReader _reader = new(bytes);

    public ReadOnlySpan<byte> Current { get; private set; }

    public readonly bool IsAtEnd => _reader.IsAtEnd;

    public bool MoveNext()
    {
        if (_reader.IsAtEnd)
        {
            return false;
        }

        Current = _reader.ReadSlice(_reader.ReadCount(_reader.Left));
        return true;
    }

    public readonly RecordSequence GetEnumerator() => this;
}
