using System.Text;

namespace DurableParallel.Engine.Journal.Log;

/// <summary>A buffer that grows and is used again: records are encoded into it without allocating.</summary>
internal sealed class RecordBuffer(int capacity = 1024)
{
    private const int KeptCapacity = 1 << 20;

    [ThreadStatic]
    private static RecordBuffer? _scratch;

    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>An empty buffer of this thread's, for one record: the next call empties it.</summary>
    public static RecordBuffer Scratch()
    {
        var buffer = _scratch ??= new RecordBuffer();
        buffer.Clear();
        return buffer;
    }

    public Span<byte> Slice(int offset, int length) => _bytes.AsSpan(offset, length);

    /// <summary>Empties the buffer, and gives back what an unusually large use has made it grow to.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeptCapacity)
        {
            _bytes = new byte[capacity];
        }
    }

    /// <summary>Drops what was written behind that length.</summary>
    public void Cut(int length) => Length = length;

    public void WriteByte(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        Reserve(value.Length);
        value.CopyTo(_bytes.AsSpan(Length));
        Length += value.Length;
    }

    public void WriteVarint(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            _bytes[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[Length++] = (byte)value;
    }

    public void WriteVarint(int value) => WriteVarint((ulong)(uint)value);

    /// <summary>A number that may be negative; small ones of either sign are short.</summary>
    public void WriteSigned(long value) => WriteVarint((ulong)((value << 1) ^ (value >> 63)));

    public void WriteText(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        WriteVarint(length);
        Reserve(length);
        Length += Encoding.UTF8.GetBytes(value, _bytes.AsSpan(Length));
    }

    public void WriteOptionalText(string? value)
    {
        WriteByte(value is null ? (byte)0 : (byte)1);
        if (value is not null)
        {
            WriteText(value);
        }
    }

    /// <summary>Leaves room for bytes that are filled in later.</summary>
    public void WriteBlank(int length)
    {
        Reserve(length);
        _bytes.AsSpan(Length, length).Clear();
        Length += length;
    }

    /// <summary>Makes room for so many bytes more: writing them cannot fail then.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory for them; the buffer is as it was.</exception>
    public void Reserve(int more)
    {
        var needed = checked(Length + more);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _bytes.Length)));
        }
    }
}
