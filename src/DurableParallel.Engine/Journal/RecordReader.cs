using System.Buffers.Binary;
using System.Text;

namespace DurableParallel.Engine.Journal;

/// <summary>
/// Reads what <see cref="RecordBuffer"/> wrote. The bytes may come from a damaged or hostile file: every length is
/// checked against what is left before anything is allocated, and a violation is a <see cref="JournalDamagedException"/>.
/// </summary>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; }

    public readonly int Left => _bytes.Length - Position;

    public readonly bool IsAtEnd => Position == _bytes.Length;

    public byte ReadByte()
    {
        if (IsAtEnd)
        {
            throw Damage("it ends in the middle of a record");
        }

        return _bytes[Position++];
    }

    public ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = ReadByte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Damage("a number has more than ten bytes");
    }

    public int ReadCount(int maximum)
    {
        var value = ReadVarint();
        return value <= (ulong)maximum ? (int)value : throw Damage($"a number is {value}, and at most {maximum} is possible there");
    }

    public long ReadSigned()
    {
        var value = ReadVarint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public int ReadSigned32()
    {
        var value = ReadSigned();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Damage($"the number {value} is out of range");
    }

    public ReadOnlySpan<byte> ReadSlice(int length)
    {
        if (length > Left)
        {
            throw Damage($"{length} bytes are announced and {Left} are left");
        }

        var slice = _bytes.Slice(Position, length);
        Position += length;
        return slice;
    }

    public string ReadText()
    {
        var slice = ReadSlice(ReadCount(Left));
        try
        {
            return StrictUtf8.GetString(slice);
        }
        catch (DecoderFallbackException fault)
        {
            throw new JournalDamagedException("The journal is damaged: a text is not UTF-8. Restore the file from a copy.", fault);
        }
    }

    public string? ReadOptionalText() => ReadByte() switch
    {
        0 => null,
        1 => ReadText(),
        var other => throw Damage($"an optional text begins with {other}"),
    };

    public uint ReadFixed32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadSlice(sizeof(uint)));

    public static JournalDamagedException Damage(string found) =>
        new($"The journal is damaged: {found}. Restore the file from a copy.");
}
