namespace DurableParallel.Engine.Journal;

/// <summary>What waits for the next commit. Guarded by the gate of the <see cref="JournalWriter"/>.</summary>
/// <param name="budget">Counts what waits.</param>
/// <param name="rowLimit">A row of the log that has more bytes takes no further record.</param>
internal sealed class CommitQueue(WriteBudget budget, int rowLimit)
{
    private readonly Queue<IRecordOwner> _moves = [];
    private readonly Queue<ICommitJob> _jobs = [];
    private CommitBatch _records = new(rowLimit);

    // Only while something waits.
    private bool _isUrgent;

    /// <summary>Whether a record waits.</summary>
    public bool HasRecords => !_records.IsEmpty;

    /// <summary>Whether something waits that is worth a commit of its own.</summary>
    public bool HasWork => HasRecords || _isUrgent;

    public bool IsEmpty => !HasRecords && _moves.Count == 0 && _jobs.Count == 0;

    /// <summary>Adds a record, or nothing of it.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory for it.</exception>
    public void Add(in CommitBatch.Entry entry, ReadOnlySpan<byte> record)
    {
        _records.Add(entry, record);
        Count();
    }

    /// <summary>Adds several records, or nothing of them.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory for them.</exception>
    public void Add(IReadOnlyList<(CommitBatch.Entry Entry, byte[] Record)> records)
    {
        _records.Add(records);
        Count();
    }

    /// <summary>Adds an execution that is to leave the log. Returns whether that is worth a commit of its own.</summary>
    public bool Move(IRecordOwner owner, bool isUrgent)
    {
        _moves.Enqueue(owner);
        return _isUrgent |= isUrgent || _moves.Count >= RowMoves.Most;
    }

    public void Run(ICommitJob job)
    {
        _jobs.Enqueue(job);
        _isUrgent = true;
    }

    /// <summary>Gives the next commit what it takes.</summary>
    public void Take(CommitWork work)
    {
        (_records, work.Records) = (work.Records, _records);
        while (!work.Moves.IsFull && _moves.TryDequeue(out var owner))
        {
            work.Moves.Add(owner);
        }

        work.Job = _jobs.Count > 0 ? _jobs.Dequeue() : null;
        _isUrgent = _moves.Count >= RowMoves.Most || _jobs.Count > 0;
    }

    /// <summary>What waits for a commit besides records, and no longer does.</summary>
    public ICommitJob[] TakeJobs()
    {
        ICommitJob[] left = [.. _jobs];
        _jobs.Clear();
        return left;
    }

    private void Count()
    {
        var more = _records.Cost - _records.CountedCost;
        if (more >= budget.Portion)
        {
            _records.CountedCost += more;
            budget.Add(more);
        }
    }
}
