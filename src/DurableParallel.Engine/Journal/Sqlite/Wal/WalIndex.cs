using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DurableParallel.Engine.Journal.Sqlite.Wal;

/// <summary>
/// The head of the shared memory that a dead process left beside its write-ahead log. It is never durable, but what it
/// counts was: a frame is counted after the sync of its commit.
/// </summary>
/// <param name="Frames">How many frames of the write-ahead log were committed.</param>
/// <param name="Copied">How many of them are in the file itself, durable there.</param>
/// <param name="Salt">The two salts of the write-ahead log that it is about, as that has them.</param>
internal sealed record WalIndex(uint Frames, uint Copied, byte[] Salt)
{
    private const uint Format = 3_007_000;
    private const int HeaderLength = 48;
    private const int FramesOffset = 16;
    private const int SaltOffset = 32;
    private const int SumOffset = 40;
    private const int CopiedOffset = 2 * HeaderLength;

    /// <summary>Null when there is none, or none that is whole.</summary>
    public static WalIndex? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Span<byte> bytes = stackalloc byte[CopiedOffset + sizeof(uint)];
        if (file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            return null;
        }

        var header = bytes[..HeaderLength];
        return header.SequenceEqual(bytes[HeaderLength..CopiedOffset]) && MemoryMarshal.Read<uint>(header) == Format && IsWhole(header)
            ? new WalIndex(MemoryMarshal.Read<uint>(header[FramesOffset..]), MemoryMarshal.Read<uint>(bytes[CopiedOffset..]), header[SaltOffset..SumOffset].ToArray())
            : null;
    }

    // In the order of this machine's bytes, unlike the write-ahead log itself.
    private static bool IsWhole(ReadOnlySpan<byte> header)
    {
        var sum = new WalChecksum(isBigEndian: !BitConverter.IsLittleEndian);
        sum.Add(header[..SumOffset]);
        Span<byte> stored = stackalloc byte[2 * sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(stored, MemoryMarshal.Read<uint>(header[SumOffset..]));
        BinaryPrimitives.WriteUInt32BigEndian(stored[sizeof(uint)..], MemoryMarshal.Read<uint>(header[(SumOffset + sizeof(uint))..]));
        return sum.Matches(stored);
    }
}
