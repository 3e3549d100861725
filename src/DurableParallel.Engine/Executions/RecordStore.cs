namespace DurableParallel.Engine.Executions;

/// <summary>
/// The durable records of one execution as far as they are in memory: all of them, or those that came after its row
/// was written. Guarded by the execution.
/// </summary>
internal struct RecordStore
{
    private byte[]? _bytes;
    private int _length;
    private bool _isLent;

    public readonly int Length => _length;

    public readonly ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _length);

    public void Append(ReadOnlySpan<byte> record, RecordArrays arrays)
    {
        var needed = checked(_length + record.Length);
        if (_bytes is null)
        {
            // An execution that only waits for its turn has one record, and there may be very many.
            _bytes = new byte[needed];
        }
        else if (needed > _bytes.Length)
        {
            var before = _bytes;
            _bytes = arrays.Rent((int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _length)));
            before.AsSpan(0, _length).CopyTo(_bytes);
            Return(before, arrays);
        }

        record.CopyTo(_bytes.AsSpan(_length));
        _length = needed;
    }

    /// <summary>Drops what the row holds now.</summary>
    public void Trim(int length, RecordArrays arrays)
    {
        if (length == 0 || _bytes is null)
        {
            // Asked for twice before the first was done, a move finds nothing more to drop.
            return;
        }

        var left = _length - length;
        var before = _bytes;
        _bytes = left == 0 ? null : before.AsSpan(length, left).ToArray();
        Return(before, arrays);
        _length = left;
    }

    /// <summary>Keeps so many bytes from the beginning, in an array of their size if there is memory for one.</summary>
    public void Cut(int length)
    {
        var beginning = Bytes[..length];
        try
        {
            _bytes = beginning.ToArray();
        }
        catch (OutOfMemoryException)
        {
            // The array stays as long as it is.
        }

        _length = length;
    }

    /// <summary>The bytes, to be read under no gate.</summary>
    public ReadOnlyMemory<byte> Lend()
    {
        _isLent = true;
        return Bytes;
    }

    /// <summary>Puts the row's bytes back in front.</summary>
    public void Load(ReadOnlySpan<byte> row)
    {
        _bytes = [.. row, .. Bytes.Span];
        _length = _bytes.Length;
    }

    private readonly void Return(byte[] array, RecordArrays arrays)
    {
        // Whoever was lent them may still read them.
        if (!_isLent)
        {
            arrays.Return(array);
        }
    }
}
