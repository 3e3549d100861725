using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using DurableParallel.Errors;

namespace DurableParallel.Engine.Journal.Log;

/// <summary>
/// One row of the log: length and CRC-32C of what follows, the time of the commit, then the records, each behind the
/// number of its execution (0 is the journal itself) and its length.
/// </summary>
internal ref struct CommitFrame
{
    /// <summary>Length, checksum and time: what <see cref="Seal"/> fills in.</summary>
    public const int HeaderLength = ChecksummedFrom + sizeof(long);

    private const int ChecksummedFrom = 2 * sizeof(uint);
    private RecordReader _reader;

    private CommitFrame(RecordReader reader, long timestamp)
    {
        _reader = reader;
        Timestamp = timestamp;
    }

    /// <summary>Milliseconds since 1970.</summary>
    public long Timestamp { get; }

    public long ExecutionNumber { get; private set; }

    /// <summary>The record behind its length, as an execution's sequence holds it.</summary>
    public ReadOnlySpan<byte> Prefixed { get; private set; }

    public ReadOnlySpan<byte> Record { get; private set; }

    public static CommitFrame Open(ReadOnlySpan<byte> row, long seq)
    {
        var reader = new RecordReader(row);
        var length = reader.Left < HeaderLength ? uint.MaxValue : reader.ReadFixed32();
        if (length != row.Length - ChecksummedFrom)
        {
            throw RecordReader.Damage($"row {seq} of the log has {Counted.Of(row.Length, "byte")}, which is not the length that it gives");
        }

        var expected = reader.ReadFixed32();
        var found = Checksum(row[ChecksummedFrom..]);
        if (expected != found)
        {
            throw RecordReader.Damage($"row {seq} of the log has the checksum {found:x8} and should have {expected:x8}");
        }

        var timestamp = BinaryPrimitives.ReadInt64LittleEndian(reader.ReadSlice(sizeof(long)));
        return new CommitFrame(reader, timestamp);
    }

    public bool MoveNext()
    {
        if (_reader.IsAtEnd)
        {
            return false;
        }

        var number = _reader.ReadVarint();
        ExecutionNumber = number <= long.MaxValue ? (long)number : throw RecordReader.Damage($"an execution's number is {number}");
        var before = _reader;
        var start = _reader.Position;
        Record = _reader.ReadSlice(_reader.ReadCount(_reader.Left));
        Prefixed = before.ReadSlice(_reader.Position - start);
        return true;
    }

    /// <summary>Fills in the header of a frame, which was left blank.</summary>
    public static void Seal(Span<byte> row, long timestamp)
    {
        BinaryPrimitives.WriteInt64LittleEndian(row[ChecksummedFrom..], timestamp);
        BinaryPrimitives.WriteUInt32LittleEndian(row, (uint)(row.Length - ChecksummedFrom));
        BinaryPrimitives.WriteUInt32LittleEndian(row[sizeof(uint)..], Checksum(row[ChecksummedFrom..]));
    }

    /// <summary>CRC-32C, which the processor computes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var rest in bytes)
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return ~crc;
    }
}
