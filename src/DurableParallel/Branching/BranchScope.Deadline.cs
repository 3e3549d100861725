using DurableParallel.Operations;
using DurableParallel.Protocol;
using DurableParallel.Replay;

namespace DurableParallel.Branching;

/// <content>The time that a scope may take.</content>
internal sealed partial class BranchScope
{
    private DeadlineOperation? _deadline;
    private bool _isTimeUp;
    private bool _isCatchingUp;
    private int _unrested;

    /// <summary>The time of the scope is up: it is decided, unless what has ended by now decides it otherwise.</summary>
    /// <param name="isRestored">Whether it was up before this invocation began.</param>
    public void OnDeadline(bool isRestored)
    {
        lock (_lock)
        {
            _isTimeUp = true;
            _isCatchingUp = isRestored && IsFlat;
        }

        Pump();
    }

    private void BeginDeadline()
    {
        if (config?.Timeout is not { } timeout || _isClosed)
        {
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

    /// <summary>A branch has parked, or has ended.</summary>
    private void Rest(BranchRun run)
    {
        if (run.TryRest())
        {
            Interlocked.Decrement(ref _unrested);
        }
    }
}
