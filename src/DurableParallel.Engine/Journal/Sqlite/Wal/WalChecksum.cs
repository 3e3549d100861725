using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace DurableParallel.Engine.Journal.Sqlite.Wal;

/// <summary>The running checksum of SQLite's write-ahead log.</summary>
internal struct WalChecksum(bool isBigEndian)
{
    private uint _first;
    private uint _second;

    /// <summary>
    /// Adds bytes whose number is a multiple of eight. Runs over the whole log when a journal is opened, which is before the
    /// compiler would have seen it often enough.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            for (var i = 0; i + 8 <= bytes.Length; i += 8)
            {
                _first += Word(bytes[i..]) + _second;
                _second += Word(bytes[(i + 4)..]) + _first;
            }
        }
    }

    public readonly bool Matches(ReadOnlySpan<byte> stored) =>
        BinaryPrimitives.ReadUInt32BigEndian(stored) == _first && BinaryPrimitives.ReadUInt32BigEndian(stored[4..]) == _second;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly uint Word(ReadOnlySpan<byte> bytes) =>
        isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
