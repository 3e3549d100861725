using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;

namespace DurableParallel.Engine.Executions;

/// <content>What it has only while something is going on with it, in an object of its own that goes when it comes to rest.</content>
internal sealed partial class Execution
{
    private ExecutionWork? _work;

    long IRecordOwner.PinnedRow
    {
        get => _work?.PinnedRow ?? 0;
        set => Work.PinnedRow = value;
    }

    private ExecutionWork Work => _work ??= new ExecutionWork(_lastRow);

    /// <summary>The run of it; null while it is at rest. The caller holds the gate.</summary>
    internal ExecutionTurn? Turn
    {
        get => _work?.Turn;
        private set
        {
            if (value is not null || _work is not null)
            {
                Work.Turn = value;
            }
        }
    }

    private TaskCompletionSource<ExecutionHandle>? Creation
    {
        get => _work?.Creation;
        set
        {
            if (value is not null || _work is not null)
            {
                Work.Creation = value;
            }
        }
    }

    private TaskCompletionSource<EndedRecord?>? EndAwaited
    {
        get => _work?.EndAwaited;
        set
        {
            if (value is not null || _work is not null)
            {
                Work.EndAwaited = value;
            }
        }
    }

    private EndedRecord? Ending
    {
        get => _work?.Ending;
        set
        {
            if (value is not null || _work is not null)
            {
                Work.Ending = value;
            }
        }
    }

    /// <summary>Why it is blocked; null while it is not. The caller holds the gate.</summary>
    internal ExecutionBlock? BlockedBy
    {
        get => _work?.Block;
        private set
        {
            if (value is not null || _work is not null)
            {
                Work.Block = value;
            }
        }
    }

    private TaskCompletionSource<bool>? Unblocked
    {
        get => _work?.Unblocked;
        set
        {
            if (value is not null || _work is not null)
            {
                Work.Unblocked = value;
            }
        }
    }

    private List<OperationId>? Untold
    {
        get => _work?.Untold;
        set
        {
            if (value is not null || _work is not null)
            {
                Work.Untold = value;
            }
        }
    }

    /// <summary>What the outside does to its callbacks and is not durable. The caller holds the gate.</summary>
    internal PendingSignals Signals => Work.Signals ??= new PendingSignals();

    private ExecutionDeadline? Deadline
    {
        get => _work?.Deadline;
        set
        {
            if (value is not null || _work is not null)
            {
                Work.Deadline = value;
            }
        }
    }

    private long MovedThrough
    {
        get => _work?.MovedThrough ?? _lastRow;
        set => Work.MovedThrough = value;
    }

    private int InFlight
    {
        get => _work?.InFlight ?? 0;
        set => Work.InFlight = value;
    }

    /// <summary>Whether all that was recorded of it is durable. The caller holds the gate.</summary>
    internal bool HasNothingInFlight => InFlight == 0;

    private bool IsDraining
    {
        get => _work is { IsDraining: true };
        set => Work.IsDraining = value;
    }

    private bool NeedsBegunMark
    {
        get => _work is { NeedsBegunMark: true };
        set => Work.NeedsBegunMark = value;
    }

    /// <summary>The records in memory: all, or those that the row does not have.</summary>
    private ReadOnlyMemory<byte> Records => _work is { } work ? work.Records.Bytes : default;

    // The caller holds the gate.
    private void DropWork()
    {
        if (_work is { } work && work.IsOver(_lastRow))
        {
            _work = null;
        }
    }
}
