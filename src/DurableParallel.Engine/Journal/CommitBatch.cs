using System.Runtime.InteropServices;
using DurableParallel.Checkpoints;

namespace DurableParallel.Engine.Journal;

/// <summary>Records that wait for their commit, encoded as the rows of the log that they will be.</summary>
internal sealed class CommitBatch
{
    private const int RowLimit = 1 << 20;
    private readonly RecordBuffer _bytes = new(64 * 1024);
    private readonly List<Entry> _entries = [];
    private readonly List<int> _rowStarts = [];
    private long _timestamp;

    public bool IsEmpty => _entries.Count == 0;

    public int RowCount => _rowStarts.Count;

    public ReadOnlySpan<Entry> Entries => CollectionsMarshal.AsSpan(_entries);

    public void Add(in Entry entry, ReadOnlySpan<byte> record)
    {
        if (_rowStarts.Count == 0 || _bytes.Length - _rowStarts[^1] > RowLimit)
        {
            _rowStarts.Add(_bytes.Length);
            _bytes.WriteBlank(CommitFrame.HeaderLength);
        }

        _bytes.WriteVarint((ulong)(entry.Owner?.Number ?? 0));
        var start = _bytes.Length;
        _bytes.WriteVarint(record.Length);
        _bytes.WriteBytes(record);
        _timestamp = Math.Max(_timestamp, entry.Timestamp);
        _entries.Add(entry with { Row = _rowStarts.Count - 1, Start = start, Length = _bytes.Length - start });
    }

    /// <summary>The bytes of a row, complete.</summary>
    public ReadOnlySpan<byte> SealRow(int index)
    {
        var start = _rowStarts[index];
        var end = index + 1 < _rowStarts.Count ? _rowStarts[index + 1] : _bytes.Length;
        var row = _bytes.Slice(start, end - start);
        CommitFrame.Seal(row, _timestamp);
        return row;
    }

    public ReadOnlySpan<byte> PrefixedRecord(in Entry entry) => _bytes.Slice(entry.Start, entry.Length);

    /// <summary>How many of the records are of operations.</summary>
    public int CountOperations()
    {
        var count = 0;
        foreach (ref readonly var entry in Entries)
        {
            var sequence = new RecordSequence(PrefixedRecord(entry));
            count += sequence.MoveNext() && RecordCodec.KindOf(sequence.Current) is RecordKind.Operation or RecordKind.WireOperation ? 1 : 0;
        }

        return count;
    }

    public void Clear()
    {
        _bytes.Clear();
        _entries.Clear();
        _rowStarts.Clear();
    }

    /// <summary>Whose record it is, who waits for it, and where it stands.</summary>
    public readonly record struct Entry(IRecordOwner? Owner, ICheckpointWaiter? Waiter, long Timestamp, int Tag)
    {
        public int Row { get; init; }

        public int Start { get; init; }

        public int Length { get; init; }
    }
}
