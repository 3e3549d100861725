namespace DurableParallel.Engine.Journal;

/// <summary>Which rows of the log are still needed: every row counts the executions whose oldest record it holds.</summary>
internal sealed class LogPins(long nextRow)
{
    private readonly Dictionary<long, Row> _rows = [];

    /// <summary>The oldest row that is needed; the next one to be written when none is.</summary>
    public long Head { get; private set; } = nextRow;

    /// <summary>How many bytes the rows from the head on have.</summary>
    public long Bytes { get; private set; }

    public void AddRow(long row, int bytes)
    {
        _rows.Add(row, new Row(bytes));
        Bytes += bytes;
    }

    public void Pin(IRecordOwner owner, long row)
    {
        if (owner.PinnedRow == 0)
        {
            owner.PinnedRow = row;
            _rows[row].Pin(owner);
        }
    }

    public void Release(IRecordOwner owner)
    {
        if (owner.PinnedRow != 0)
        {
            _rows[owner.PinnedRow].Count--;
            owner.PinnedRow = 0;
        }
    }

    /// <summary>Passes over the rows at the head, below the given one, that nobody needs; returns whether there were any.</summary>
    public bool AdvanceBelow(long limit)
    {
        var before = Head;
        while (Head < limit && _rows.TryGetValue(Head, out var row) && row.Count == 0)
        {
            Bytes -= row.Bytes;
            _rows.Remove(Head);
            Head++;
        }

        return Head != before;
    }

    /// <summary>Names, once each, the executions that keep the oldest rows, until moving them would free so many bytes.</summary>
    public void ListOldest(long bytes, Action<IRecordOwner> onOwner)
    {
        for (var seq = Head; bytes > 0 && _rows.TryGetValue(seq, out var row); seq++)
        {
            bytes -= row.Bytes;
            foreach (var owner in row.TakeOwners().Where(owner => owner.PinnedRow == seq))
            {
                onOwner(owner);
            }
        }
    }

    /// <summary>Names, once each, the executions that keep rows up to the given one.</summary>
    public void ListThrough(long last, Action<IRecordOwner> onOwner)
    {
        for (var seq = Head; seq <= last && _rows.TryGetValue(seq, out var row); seq++)
        {
            foreach (var owner in row.TakeOwners().Where(owner => owner.PinnedRow == seq))
            {
                onOwner(owner);
            }
        }
    }

    private sealed class Row(int bytes)
    {
        private List<IRecordOwner> _owners = [];

        public int Bytes { get; } = bytes;

        public int Count { get; set; }

        public void Pin(IRecordOwner owner)
        {
            Count++;
            _owners.Add(owner);
        }

        public List<IRecordOwner> TakeOwners()
        {
            var owners = _owners;
            _owners = [];
            return owners;
        }
    }
}
