namespace DurableParallel.Engine.Journal;

/// <content>Rows that are deleted, and pages that are given back to the file system.</content>
internal sealed partial class JournalWriter
{
    private readonly Queue<PurgeBatch> _purges = [];
    private PurgeBatch? _purge;

    /// <summary>Asks for a batch to be purged, with a commit of its own or another's. False when nothing is taken any more.</summary>
    public bool Purge(PurgeBatch batch)
    {
        lock (_gate)
        {
            if (_isClosing || _hasFailed)
            {
                return false;
            }

            _purges.Enqueue(batch);
            _isUrgent = true;
            Wake();
            return true;
        }
    }

    // The caller holds the gate.
    private void TakePurge()
    {
        _purge = _purges.Count > 0 ? _purges.Dequeue() : null;
        _isUrgent |= _purges.Count > 0;
    }

    private void DeletePurged(PurgeBatch purge)
    {
        foreach (var target in purge.Targets)
        {
            switch (target.TryPurge(_pins.Head, out var heldBy))
            {
                case PurgeVerdict.Now:
                    _store.DeleteRow(target.Number);
                    purge.Purged++;
                    break;
                case PurgeVerdict.NotYet:
                    purge.NotYet.Add(target);
                    purge.HeldBy = Math.Max(purge.HeldBy, heldBy);
                    break;
            }
        }

        if (purge.VacuumPages > 0)
        {
            _store.Vacuum(purge.VacuumPages);
        }
    }

    private void TellPurged(PurgeBatch purge)
    {
        if (purge.NotYet.Count > 0)
        {
            _pins.ListThrough(purge.HeldBy, owner => Move(owner, isUrgent: true));
        }

        purge.LogHead = _pins.Head;
        purge.FreePages = _store.CountFreePages();
        _purge = null;
        purge.Complete();
    }

    private void FailPurges()
    {
        PurgeBatch[] left;
        lock (_gate)
        {
            left = _purge is { } purge ? [purge, .. _purges] : [.. _purges];
            _purge = null;
            _purges.Clear();
        }

        foreach (var batch in left)
        {
            batch.Fail(new EngineStoppedException("The engine was gone before everything was purged. What was not is purged when it is asked for again."));
        }
    }
}
