using DurableParallel.Records;
using DurableParallel.Running.Activity;

namespace DurableParallel.Scopes.Running;

/// <content>The time that a scope may take.</content>
internal sealed partial class BranchScope
{
    private readonly Queue<BranchRun> _late = [];
    private DeadlineOperation? _deadline;
    private bool _isTimeUp;
    private bool _isCatchingUp;
    private ActivityHold? _catchingUp;
    private DateTimeOffset? _restoredEnd;
    private int _unrested;
    private int _deadlinePlaces;

    private bool MayHaveDeadline => config?.Timeout is not null && Count > 0;

    /// <summary>The time of the scope is up: it is decided, unless what has ended by now decides it otherwise.</summary>
    /// <param name="restoredEnd">When that was, if it was before this invocation began; else null.</param>
    /// <param name="owner">Holds the owner of the scope.</param>
    public void OnDeadline(DateTimeOffset? restoredEnd, in ActivityHold owner)
    {
        lock (_lock)
        {
            _isTimeUp = true;
            _isCatchingUp = restoredEnd is not null && IsFlat;
            _restoredEnd = restoredEnd;
        }

        // Until the deadline counts, all being parked must not be taken for the end of what can be done.
        if (_isCatchingUp)
        {
            _catchingUp = Tracker.Hold(Owner.Node);
        }

        Pump(owner);
    }

    private void BeginDeadline()
    {
        if (config?.Timeout is not { } timeout || _isClosed)
        {
            Owner.Invocation.Limits.Return(_deadlinePlaces);
            return;
        }

        var deadline = new OperationHeader(OperationId.DeadlineOf(header.Id), header.Id, OperationType.Wait, OperationSubTypes.Wait, Name: null);
        _deadline = new DeadlineOperation(this, deadline, DurationRule.ToWholeSeconds(timeout, nameof(ParallelConfig.Timeout)));
        _deadline.Begin();
    }

    /// <summary>The branches before this index may start: all of them, until the time is up.</summary>
    private int AdmissionEnd
    {
        get
        {
            if (!_isTimeUp)
            {
                return int.MaxValue;
            }

            return _isCatchingUp ? _lastStarted + 1 : 0;
        }
    }

    /// <summary>
    /// Whether the deadline counts now. When a scope whose branches have no records is taken up again after its time, it is
    /// not known which of them had ended: they run again first, as far as they come from what is on record.
    /// </summary>
    private bool IsDeadlineDue() => _isTimeUp && !_isClosed && (!_isCatchingUp || (_unrested == 0 && AreAllParked()));

    /// <summary>Sets aside a branch that has ended again and whose latest operation says that it ended after the deadline.</summary>
    private bool TrySetAside(BranchRun run)
    {
        if (!_isCatchingUp || _isClosed || !(run.EndTimestamp > _restoredEnd))
        {
            return false;
        }

        Rest(run);
        _late.Enqueue(run);
        return true;
    }

    private bool AreAllParked()
    {
        for (var run = _running.First; run is not null; run = run.Next)
        {
            if (Tracker.IsActive(run.Node))
            {
                return false;
            }
        }

        return true;
    }

    private void LetGoOnceClosed()
    {
        if (_isClosed && _catchingUp is { } hold)
        {
            _catchingUp = null;
            hold.Dispose();
        }
    }

    /// <summary>A branch has parked, or has ended.</summary>
    private void Rest(BranchRun run)
    {
        if (run.TryRest())
        {
            Interlocked.Decrement(ref _unrested);
        }
    }
}
