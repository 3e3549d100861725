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

    private ExecutionTurn? Turn
    {
        get => _work?.Turn;
        set
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

    private ExecutionBlock? BlockedBy
    {
        get => _work?.Block;
        set
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

    private HashSet<CallbackSignal>? Signals
    {
        get => _work?.Signals;
        set
        {
            if (value is not null || _work is not null)
            {
                Work.Signals = value;
            }
        }
    }

    private TaskCompletionSource? Changed
    {
        get => _work?.Changed;
        set
        {
            if (value is not null || _work is not null)
            {
                Work.Changed = value;
            }
        }
    }

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
