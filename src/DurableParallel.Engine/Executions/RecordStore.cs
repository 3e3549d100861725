namespace DurableParallel.Engine.Executions;

/// <summary>
/// The durable records of one execution as far as they are in memory: all of them, or those that came after its row
/// was written. Guarded by the execution.
/// </summary>
internal struct RecordStore
{
    // What an execution of a few small operations comes to.
    private const int CapacityOnceBegun = 320;
    private byte[]? _bytes;
    private int _length;

    /// <summary>How many bytes are in the execution's row and not here.</summary>
    public int KeptLength { get; private set; }

    public readonly int Length => _length;

    public readonly ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    public void Append(ReadOnlySpan<byte> record)
    {
        var needed = checked(_length + record.Length);
        if (_bytes is null || needed > _bytes.Length)
        {
            // An execution that only waits for its turn has one record, and there may be very many.
            var capacity = _bytes is null ? needed : Math.Max(needed, Math.Max(CapacityOnceBegun, 2L * _length));
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, capacity));
        }

        record.CopyTo(_bytes.AsSpan(_length));
        _length = needed;
    }

    /// <summary>Says that the row holds so many bytes that were never here.</summary>
    public void KeepInRow(int length) => KeptLength = length;

    /// <summary>Drops what the row holds now.</summary>
    public void Trim(int length)
    {
        var left = _length - length;
        _bytes = left == 0 ? null : _bytes.AsSpan(length, left).ToArray();
        _length = left;
        KeptLength += length;
    }

    /// <summary>Puts the row's bytes back in front.</summary>
    public void Load(ReadOnlySpan<byte> row)
    {
        _bytes = [.. row, .. Bytes.Span];
        _length = _bytes.Length;
        KeptLength = 0;
    }
}
