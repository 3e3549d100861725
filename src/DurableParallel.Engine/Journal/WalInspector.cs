using System.Buffers.Binary;

namespace DurableParallel.Engine.Journal;

/// <summary>
/// Looks at the write-ahead log that a dead process left, before SQLite does: SQLite drops what follows the last whole
/// commit without a word, and people want to know.
/// </summary>
internal static class WalInspector
{
    private const int HeaderLength = 32;
    private const int FrameHeaderLength = 24;
    private const uint Magic = 0x377F0682;

    /// <summary>How many bytes at the end belong to no whole commit, left-overs of earlier rounds not counted.</summary>
    public static long CountTornBytes(string walPath)
    {
        if (!File.Exists(walPath))
        {
            return 0;
        }

        using var file = new FileStream(walPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var header = new byte[HeaderLength];
        var read = file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        if (read < HeaderLength)
        {
            return read;
        }

        var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        var pageSize = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8));
        var sum = new WalChecksum(isBigEndian: (magic & 1) == 1);
        sum.Add(header.AsSpan(0, 24));
        if ((magic & ~1u) != Magic || pageSize is < 512 or > 65536 || !sum.Matches(header.AsSpan(24)))
        {
            return file.Length;
        }

        return CountAfterLastCommit(file, header.AsSpan(16, 8), (int)pageSize, sum);
    }

    private static long CountAfterLastCommit(FileStream file, ReadOnlySpan<byte> salt, int pageSize, WalChecksum sum)
    {
        var frame = new byte[FrameHeaderLength + pageSize];
        var isWhole = true;
        long torn = 0;
        while (true)
        {
            var read = file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false);
            var isOfThisRound = read >= 16 ? frame.AsSpan(8, 8).SequenceEqual(salt) : read > 0;
            if (!isOfThisRound)
            {
                return torn;
            }

            torn += read;
            if (read < frame.Length)
            {
                return torn;
            }

            sum.Add(frame.AsSpan(0, 8));
            sum.Add(frame.AsSpan(FrameHeaderLength));
            isWhole &= sum.Matches(frame.AsSpan(16));
            var isCommit = BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4)) != 0;
            if (isWhole && isCommit)
            {
                torn = 0;
            }
        }
    }
}
