using DurableParallel.Running;

namespace DurableParallel.Engine.Journal;

/// <summary>Rows to be deleted with one commit, or pages to be given back.</summary>
/// <param name="targets">The executions whose rows are to be deleted.</param>
/// <param name="vacuumPages">How many free pages to give back to the file system.</param>
internal sealed class PurgeBatch(IReadOnlyList<IPurgeTarget> targets, int vacuumPages = 0) : ICommitJob
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when it is durable; faults when the engine is gone before.</summary>
    public Task Done => _done.Task;

    public long Purged { get; private set; }

    /// <summary>Those of which the log still holds records.</summary>
    public List<IPurgeTarget> NotYet { get; } = [];

    /// <summary>The newest row of the log that holds one of these.</summary>
    public long HeldBy { get; private set; }

    /// <summary>Where the log begins now.</summary>
    public long LogHead { get; private set; }

    /// <summary>How many pages of the file are free now.</summary>
    public long FreePages { get; private set; }

    /// <summary>Deletes what may be purged, in the transaction that is open.</summary>
    public void Write(IJournalStore store, long logHead)
    {
        foreach (var target in targets)
        {
            switch (target.TryPurge(logHead, out var heldBy))
            {
                case PurgeVerdict.Now:
                    store.DeleteRow(target.Number);
                    Purged++;
                    break;
                case PurgeVerdict.NotYet:
                    NotYet.Add(target);
                    HeldBy = Math.Max(HeldBy, heldBy);
                    break;
            }
        }

        if (vacuumPages > 0)
        {
            store.Vacuum(vacuumPages);
        }
    }

    /// <summary>The transaction is durable; what has to leave the log before the rest can be purged is to be moved next.</summary>
    public void Tell(IJournalStore store, LogPins pins, List<IRecordOwner> movedNext)
    {
        if (NotYet.Count > 0)
        {
            pins.ListThrough(HeldBy, movedNext.Add);
        }

        LogHead = pins.Head;
        FreePages = store.CountFreePages();
        _done.TrySetResult();
    }

    public void Fail(Exception fault) => _done.TryFail(fault);
}
