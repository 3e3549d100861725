using System.Runtime.InteropServices;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Running;

namespace DurableParallel.Engine.Journal;

/// <summary>
/// Records that wait for their commit, encoded as the rows of the log that they will be. Every row has a buffer of its
/// own, so that no length or offset grows with what waits.
/// </summary>
/// <param name="rowLimit">A row that has more bytes takes no further record.</param>
internal sealed class CommitBatch(int rowLimit)
{
    private const int RowCapacity = 64 * 1024;
    private const int KeptEntries = 64 * 1024;

    // An execution's number and a record's length, as varints.
    private const int LongestPrefix = 20;
    private readonly List<RecordBuffer> _rows = [new(RowCapacity)];
    private readonly List<Entry> _entries = [];
    private long _timestamp;

    public bool IsEmpty => _entries.Count == 0;

    public int RowCount { get; private set; }

    /// <summary>What the records count for; see <see cref="WriteBudget"/>.</summary>
    public long Cost { get; private set; }

    /// <summary>How much of that is counted in the budget.</summary>
    public long CountedCost { get; set; }

    public ReadOnlySpan<Entry> Entries => CollectionsMarshal.AsSpan(_entries);

    /// <summary>Adds a record, or nothing of it.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory for it; the batch is as it was.</exception>
    public void Add(in Entry entry, ReadOnlySpan<byte> record)
    {
        var beginsRow = RowCount == 0 || _rows[RowCount - 1].Length > rowLimit;
        var index = beginsRow ? RowCount : RowCount - 1;
        if (index == _rows.Count)
        {
            _rows.Add(new RecordBuffer(RowCapacity));
        }

        // All that can fail comes before the first byte: a head without its record would be committed.
        var row = _rows[index];
        row.Reserve(checked(CommitFrame.HeaderLength + LongestPrefix + record.Length));
        _entries.EnsureCapacity(_entries.Count + 1);
        if (beginsRow)
        {
            row.WriteBlank(CommitFrame.HeaderLength);
            RowCount++;
        }

        row.WriteVarint((ulong)(entry.Owner?.Number ?? 0));
        var start = row.Length;
        row.WriteVarint(record.Length);
        row.WriteBytes(record);
        _timestamp = Math.Max(_timestamp, entry.Timestamp);
        _entries.Add(entry with { Row = index, Start = start, Length = row.Length - start });
        Cost += WriteBudget.CostOf(record.Length);
    }

    /// <summary>Adds several records, or nothing of them.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory for them; the batch is as it was.</exception>
    public void Add(IReadOnlyList<(Entry Entry, byte[] Record)> records)
    {
        var (rows, entries, cost) = (RowCount, _entries.Count, Cost);
        var length = rows == 0 ? 0 : _rows[rows - 1].Length;
        try
        {
            foreach (var (entry, record) in records)
            {
                Add(entry, record);
            }
        }
        catch (OutOfMemoryException)
        {
            for (var row = rows; row < RowCount; row++)
            {
                _rows[row].Clear();
            }

            if (rows > 0)
            {
                _rows[rows - 1].Cut(length);
            }

            _entries.RemoveRange(entries, _entries.Count - entries);
            (RowCount, Cost) = (rows, cost);
            throw;
        }
    }

    /// <summary>The bytes of a row, complete.</summary>
    public ReadOnlySpan<byte> SealRow(int index)
    {
        var buffer = _rows[index];
        var row = buffer.Slice(0, buffer.Length);
        CommitFrame.Seal(row, _timestamp);
        return row;
    }

    public ReadOnlySpan<byte> PrefixedRecord(in Entry entry) => _rows[entry.Row].Slice(entry.Start, entry.Length);

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
        _rows.RemoveRange(1, _rows.Count - 1);
        _rows[0].Clear();
        ClearEntries();
        RowCount = 0;
        Cost = 0;
        CountedCost = 0;
    }

    // Gives back what an unusually large batch has made the list grow to.
    private void ClearEntries()
    {
        _entries.Clear();
        if (_entries.Capacity > KeptEntries)
        {
            _entries.Capacity = 0;
        }
    }

    /// <summary>Whose record it is, who waits for it, and where it stands.</summary>
    public readonly record struct Entry(IRecordOwner? Owner, ICheckpointWaiter? Waiter, long Timestamp, int Tag)
    {
        public int Row { get; init; }

        public int Start { get; init; }

        public int Length { get; init; }
    }
}
