using System.Buffers.Binary;

namespace DurableParallel.Engine.Journal.Sqlite.Wal;

/// <summary>Takes the frames of a write-ahead log in their order and tells what of them is whole, torn or damaged.</summary>
internal sealed class WalScan(byte[] salt, WalChecksum sum)
{
    private const int CommitOffset = 4;
    private const int SaltOffset = 8;
    private const int SumOffset = 16;
    private const int HeaderLength = 24;

    private WalChecksum _sum = sum;
    private long _length;
    private long _frames;
    private long _wholeLength;
    private bool _isBroken;
    private bool _hasCommitBehind;

    /// <summary>The bytes behind the last whole commit, up to the last that is of this round.</summary>
    public long TornBytes { get; private set; }

    /// <summary>The frames up to the last whole commit.</summary>
    public long WholeFrames { get; private set; }

    /// <summary>
    /// Whether frames follow a commit that cannot be read as a whole. They were written after that commit had been made
    /// durable, so no crash can have torn it.
    /// </summary>
    public bool HasLaterCommits { get; private set; }

    public void Add(ReadOnlySpan<byte> frame, bool isComplete)
    {
        _length += frame.Length;
        _frames++;
        if (frame.Length >= SumOffset && !frame.Slice(SaltOffset, salt.Length).SequenceEqual(salt))
        {
            // Of an earlier round, or changed; if anything of this round follows, it is a hole.
            _isBroken = true;
            return;
        }

        TornBytes = _length - _wholeLength;
        HasLaterCommits |= _hasCommitBehind;
        if (!isComplete)
        {
            _isBroken = true;
            return;
        }

        _sum.Add(frame[..SaltOffset]);
        _sum.Add(frame[HeaderLength..]);
        _isBroken |= !_sum.Matches(frame[SumOffset..]);
        if (BinaryPrimitives.ReadUInt32BigEndian(frame[CommitOffset..]) == 0)
        {
            return;
        }

        if (_isBroken)
        {
            _hasCommitBehind = true;
            return;
        }

        (_wholeLength, WholeFrames, TornBytes) = (_length, _frames, 0);
    }
}
