
namespace DurableParallel.Engine.Journal;

/// <content>Executions that leave the log for rows of their own, so that the log before them can go.</content>
internal sealed partial class JournalWriter
{
    /// <summary>Asks for an execution to be moved out of the log: with the next commit, or with one of its own.</summary>
    public void Move(IRecordOwner owner, bool isUrgent)
    {
        lock (_gate)
        {
            _moves.Enqueue(owner);
            _isUrgent |= isUrgent || _moves.Count >= MovesPerCommit;
            if (_isUrgent)
            {
                Wake();
            }
        }
    }

    private void TakeMoves()
    {
        while (_movedOwners.Count < MovesPerCommit && _moves.TryDequeue(out var owner))
        {
            _movedOwners.Add(owner);
        }

        _isUrgent = _moves.Count >= MovesPerCommit;
    }

    private void MoveOut(long firstRow)
    {
        long bytes = 0;
        var taken = 0;
        for (; taken < _movedOwners.Count && bytes < MovedBytesPerCommit; taken++)
        {
            var described = _movedOwners[taken].DescribeRow();
            if (described is { } row)
            {
                _store.PutRow(row);
                _pins.Release(_movedOwners[taken]);
                bytes += row.KeptLength + row.Records.Length;
            }

            _movedRows.Add(described);
        }

        if (taken < _movedOwners.Count)
        {
            GiveBack(taken);
        }

        // The rows of this commit are not pinned before its owners have been told, and must not be taken for free ones.
        if (_pins.AdvanceBelow(firstRow))
        {
            _store.DropLogBelow(_pins.Head);
        }
    }

    private void GiveBack(int from)
    {
        lock (_gate)
        {
            for (var index = from; index < _movedOwners.Count; index++)
            {
                _moves.Enqueue(_movedOwners[index]);
            }

            _isUrgent = true;
        }

        _movedOwners.RemoveRange(from, _movedOwners.Count - from);
    }
}
