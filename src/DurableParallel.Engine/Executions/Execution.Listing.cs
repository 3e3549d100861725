using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Listing;
using DurableParallel.Engine.Operations;

namespace DurableParallel.Engine.Executions;

/// <content>The execution as lists and purges see it.</content>
internal sealed partial class Execution : IPurgeTarget
{
    private bool _isPurged;

    /// <summary>Whether its row is gone, or goes with the commit under way.</summary>
    public bool IsPurged
    {
        get
        {
            lock (this)
            {
                return _isPurged;
            }
        }
    }

    public ExecutionFacts ReadFacts()
    {
        lock (this)
        {
            return new ExecutionFacts(
                _phase != ExecutionPhase.Creating && !_isPurged,
                Status,
                CreatedAt,
                _phase == ExecutionPhase.Ended && _endedAt != NotSet ? _endedAt : null);
        }
    }

    public ExecutionSummary Summarise(in ExecutionFacts facts) => new()
    {
        Name = Name,
        Arn = Arn,
        FunctionName = FunctionName,
        Version = Version,
        Status = facts.Status,
        StartedAt = OperationStateMachine.Time(facts.StartedAt, 0),
        EndedAt = facts.EndedAt is { } ended ? OperationStateMachine.Time(ended, 0) : null,
    };

    PurgeVerdict IPurgeTarget.TryPurge(long logHead, out long heldBy)
    {
        // Whoever invoked it may not have recorded its end yet, and would start it again if it were gone.
        var isAwaited = Terms?.Invoker is { } invoker && _services.Invokes.IsUnderWay(invoker);
        lock (this)
        {
            heldBy = _lastRow;
            if (_isPurged || isAwaited || _phase != ExecutionPhase.Ended)
            {
                return PurgeVerdict.Never;
            }

            if (Records.Length > 0 || ((IRecordOwner)this).PinnedRow != 0 || _lastRow >= logHead)
            {
                return PurgeVerdict.NotYet;
            }

            _isPurged = true;
        }

        _services.Executions.Remove(this);
        return PurgeVerdict.Now;
    }

    private ExecutionNotFoundException NotFound() => ExecutionNotFoundException.Purged(Name);
}
