using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using DurableParallel.Errors;

namespace DurableParallel.Engine.Journal.Log;

/// <summary>
/// Reads what <see cref="RecordBuffer"/> wrote. The bytes may come from a damaged or hostile file: every length is
/// checked against what is left before anything is allocated, and a violation is a <see cref="JournalDamagedException"/>.
/// </summary>
/// <param name="bytes">What to read.</param>
/// <param name="skipsTexts">Whether texts are only checked; every one is then read as the empty one.</param>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes, bool skipsTexts = false)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private const string NotUtf8 = "a text is not UTF-8";
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
            throw Damage($"{Counted.Of(length, "byte is", "bytes are")} announced and {Counted.Of(Left, "is", "are")} left");
        }

        var slice = _bytes.Slice(Position, length);
        Position += length;
        return slice;
    }

    public string ReadText()
    {
        var slice = ReadSlice(ReadCount(Left));
        if (skipsTexts)
        {
            return CheckText(slice);
        }

        try
        {
            return StrictUtf8.GetString(slice);
        }
        catch (DecoderFallbackException fault)
        {
            throw new JournalDamagedException($"The journal is damaged: {NotUtf8}. Restore the file from a copy.", fault);
        }
    }

    /// <summary>Reads a text that is likely to come again.</summary>
    public string ReadName()
    {
        if (skipsTexts)
        {
            return ReadText();
        }

        var before = Position;
        var slice = ReadSlice(ReadCount(Left));
        if (NamePool.TryGet(slice, out var known))
        {
            return known;
        }

        Position = before;
        var name = ReadText();
        NamePool.Add(slice, name);
        return name;
    }

    public string? ReadOptionalText() => ReadByte() switch
    {
        0 => null,
        1 => ReadText(),
        var other => throw Damage($"an optional text begins with {other}"),
    };

    /// <summary>Checks an optional text as reading it would, and gives none.</summary>
    public string? SkipOptionalText()
    {
        var skipping = new RecordReader(_bytes[Position..], skipsTexts: true);
        skipping.ReadOptionalText();
        Position += skipping.Position;
        return null;
    }

    public uint ReadFixed32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadSlice(sizeof(uint)));

    private static string CheckText(ReadOnlySpan<byte> utf8) => Utf8.IsValid(utf8) ? string.Empty : throw Damage(NotUtf8);

    public static JournalDamagedException Damage(string found) =>
        new($"The journal is damaged: {found}. Restore the file from a copy.");
}
