using System.Buffers.Binary;
using DurableParallel.Errors;

namespace DurableParallel.Engine.Journal.Sqlite.Wal;

/// <summary>
/// Looks at the write-ahead log that a dead process left, before SQLite does: SQLite drops what follows the last whole
/// commit without a word, and people want to know. What was lost to a crash is counted; what cannot have been, since a
/// later commit began behind it, is damage.
/// </summary>
internal static class WalInspector
{
    private const int HeaderLength = 32;
    private const int FrameHeaderLength = 24;
    private const int SumOffset = 24;
    private const int SaltOffset = 16;
    private const int SaltLength = 8;
    private const uint Magic = 0x377F0682;

    /// <summary>How many bytes at the end belong to no whole commit, left-overs of earlier rounds not counted, committed frames that are missing counted.</summary>
    /// <exception cref="JournalDamagedException">There are later commits behind one that cannot be read.</exception>
    public static long CountTornBytes(string walPath, string? indexPath = null)
    {
        var index = indexPath is null ? null : WalIndex.Read(indexPath);
        if (!File.Exists(walPath))
        {
            return MissingBytes(index, 0, FrameHeaderLength);
        }

        using var file = new FileStream(walPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var header = new byte[HeaderLength];
        var read = file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        if (read < HeaderLength)
        {
            return read + MissingBytes(index, 0, FrameHeaderLength);
        }

        var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        var pageSize = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8));
        var sum = new WalChecksum(isBigEndian: (magic & 1) == 1);
        sum.Add(header.AsSpan(0, SumOffset));
        if ((magic & ~1u) != Magic || pageSize is < 512 or > 65536 || !sum.Matches(header.AsSpan(SumOffset)))
        {
            return HasFrameOf(file, header) ? throw Damaged(walPath, "its header was changed after commits had followed it") : file.Length;
        }

        var scan = new WalScan(header.AsSpan(SaltOffset, SaltLength).ToArray(), sum);
        var frame = new byte[FrameHeaderLength + (int)pageSize];
        while ((read = file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false)) > 0)
        {
            scan.Add(frame.AsSpan(0, read), read == frame.Length);
        }

        if (scan.HasLaterCommits)
        {
            throw Damaged(walPath, $"{Counted.Of(scan.TornBytes, "byte")} after its first {Counted.Of(scan.WholeFrames, "page")} cannot be read, and commits follow that came later");
        }

        var isOfIndex = index is not null && index.Salt.AsSpan().SequenceEqual(header.AsSpan(SaltOffset, SaltLength));
        return Math.Max(scan.TornBytes, isOfIndex ? MissingBytes(index, scan.WholeFrames, frame.Length) : 0);
    }

    private static long MissingBytes(WalIndex? index, long frames, int frameLength) =>
        index is not null && index.Frames > frames && index.Frames > index.Copied ? (index.Frames - Math.Max(frames, index.Copied)) * frameLength : 0;

    // A header that is torn is followed by frames of an earlier round, which have other salts.
    private static bool HasFrameOf(FileStream file, byte[] header)
    {
        var frame = new byte[FrameHeaderLength];
        return file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length
            && frame.AsSpan(8, SaltLength).SequenceEqual(header.AsSpan(SaltOffset, SaltLength));
    }

    private static JournalDamagedException Damaged(string path, string found) =>
        new($"The write-ahead log '{path}' is damaged: {found}. What it held had been acknowledged. Restore the journal from a copy, together with this file.");
}
