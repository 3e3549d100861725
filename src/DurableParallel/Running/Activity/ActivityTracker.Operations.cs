using System.Diagnostics.CodeAnalysis;
using DurableParallel.Records;
using DurableParallel.Running.Operations;

namespace DurableParallel.Running.Activity;

/// <content>Operations from the moment they are pending to their end.</content>
internal sealed partial class ActivityTracker
{
    /// <summary>Begins to track an operation, counted. False behind the fence.</summary>
    public bool Open(DurableOperation operation)
    {
        lock (_gate.Lock)
        {
            if (_gate.IsEnded || operation.Node.IsUnderEndedContext)
            {
                return false;
            }

            operation.Node.Pending.Add(operation);
            operation.IsTracked = true;
            operation.IsCounted = true;
            operation.Node.Busy++;
            Update(operation.Node);
        }

        Announce();
        return true;
    }

    /// <summary>The operation now waits: for its host if it is external, else for something of this invocation.</summary>
    public void Park(DurableOperation operation)
    {
        OperationRecord? early = null;
        lock (_gate.Lock)
        {
            if (_gate.IsEnded || !operation.IsTracked)
            {
                return;
            }

            if (!operation.IsExternal || !TryTakeEarly(operation, out early))
            {
                if (operation.IsExternal)
                {
                    _external.Add(operation);
                }

                operation.IsCounted = false;
                operation.Node.Busy--;
                Update(operation.Node);
            }
        }

        if (early is not null)
        {
            if (_events is null)
            {
                operation.OnDelivered(early);
            }
            else
            {
                _events.OnDelivered(operation.Id, early, [operation]);
            }
        }

        Announce();
    }

    /// <summary>The operation, which is counted, will never end: it belongs to a finished context that is run again.</summary>
    public void ParkForEver(DurableOperation operation)
    {
        lock (_gate.Lock)
        {
            if (_gate.IsEnded || !operation.IsTracked)
            {
                return;
            }

            operation.IsForEver = true;
            operation.IsCounted = false;
            operation.Node.Busy--;
            Update(operation.Node);
        }

        Announce();
    }

    /// <summary>Nobody is interested in the operation any more; it does not complete. Nothing when it has ended.</summary>
    public void Withdraw(DurableOperation operation)
    {
        lock (_gate.Lock)
        {
            if (_gate.IsEnded || !operation.IsTracked)
            {
                return;
            }

            operation.Node.Pending.Remove(operation);
            operation.IsTracked = false;
            _external.Remove(operation);
            operation.Node.Busy -= operation.IsCounted ? 1 : 0;
            operation.Node.Awaited -= operation.IsAwaited ? 1 : 0;
            Update(operation.Node);
        }

        Announce();
    }

    /// <summary>
    /// What a context that is run again waits for, when that can never come: all below it are parked, and none waits for
    /// a branch that may still end. Null while it may go on.
    /// </summary>
    public DurableOperation? FindStuck(ActivityNode node)
    {
        lock (_gate.Lock)
        {
            if (_gate.IsEnded || node.IsUnderEndedContext || node.IsSubtreeActive)
            {
                return null;
            }

            DurableOperation? stuck = null;
            foreach (var operation in Pending(node).Where(static o => o.IsAwaited))
            {
                if (operation.IsSiblingWait && !operation.IsForEver)
                {
                    return null;
                }

                stuck = operation.IsForEver || stuck is null ? operation : stuck;
            }

            return stuck;
        }
    }

    /// <summary>Counts a parked operation again, because what it waited for is there. False when somebody else did.</summary>
    public bool Resume(DurableOperation operation)
    {
        lock (_gate.Lock)
        {
            if (!Claim(operation))
            {
                return false;
            }
        }

        Announce();
        return true;
    }

    /// <summary>
    /// A host's news of an operation; kept when the function has not asked for it yet. What was delivered before changes
    /// nothing. False behind the fence.
    /// </summary>
    public bool Deliver(OperationId id, OperationRecord record)
    {
        DurableOperation[] waiting;
        lock (_gate.Lock)
        {
            if (_gate.IsEnded)
            {
                return false;
            }

            waiting = _external.Of(id);
            if (waiting.Length > 0 && !waiting[0].IsAwaiting(record))
            {
                return true;
            }

            if (waiting.Length == 0)
            {
                (_early ??= []).Add(id);
            }

            if (waiting.Length == 0 || IsKept(record))
            {
                Keep(id, record);
            }

            foreach (var operation in waiting)
            {
                Claim(operation);
            }

            // Under the gate, so that no end of the invocation comes before news that it has taken.
            _events?.OnDelivered(id, record, waiting);
        }

        foreach (var operation in _events is null ? waiting : [])
        {
            operation.OnDelivered(record);
        }

        Announce();
        return true;
    }

    /// <summary>What the host delivered for an operation before the function asked for it.</summary>
    public OperationRecord? TakeDelivered(OperationId id)
    {
        if (!_hasDelivered)
        {
            return null;
        }

        lock (_gate.Lock)
        {
            return _delivered is not null && _delivered.Remove(id, out var record) ? record : null;
        }
    }

    /// <summary>Whether the host has delivered something of the operation in this invocation before the function asked for it.</summary>
    public bool CameEarly(OperationId id)
    {
        if (!_hasDelivered)
        {
            return false;
        }

        lock (_gate.Lock)
        {
            return _early is not null && _early.Contains(id);
        }
    }

    /// <summary>Ends an operation that is counted, as what the hold counts until its awaiters have run. False behind the fence.</summary>
    public bool TryClose(DurableOperation operation, out ActivityHold hold)
    {
        hold = default;
        lock (_gate.Lock)
        {
            if (_gate.IsEnded || !operation.IsTracked || operation.Node.IsUnderEndedContext)
            {
                return false;
            }

            operation.Node.Pending.Remove(operation);
            operation.IsTracked = false;
            if (operation.IsAwaited)
            {
                operation.Node.Awaited--;
            }

            HoldForeignWaits(operation);
            Update(operation.Node);
            hold = new ActivityHold(this, operation.Node);
            return true;
        }
    }

    /// <summary>Somebody awaits the operation.</summary>
    public void Await(DurableOperation operation)
    {
        lock (_gate.Lock)
        {
            MarkAwaited(operation);
        }

        Announce();
    }

    // The result of a callback may be asked for again, by somebody who cannot have waited for it yet.
    private static bool IsKept(OperationRecord record) => record.Type == OperationType.Callback;

    private void Keep(OperationId id, OperationRecord record)
    {
        _delivered ??= [];
        if (!_delivered.TryGetValue(id, out var kept) || !OperationProgress.IsBehind(record, kept))
        {
            _delivered[id] = record;
            _hasDelivered = true;
        }
    }

    /// <summary>Takes what came before the operation was parked. Of an earlier attempt, which was delivered again, nothing is left.</summary>
    private bool TryTakeEarly(DurableOperation operation, [NotNullWhen(true)] out OperationRecord? record)
    {
        record = null;
        if (_delivered is null || !_delivered.TryGetValue(operation.Id, out record))
        {
            return false;
        }

        if (!IsKept(record))
        {
            _delivered.Remove(operation.Id);
        }

        if (operation.IsAwaiting(record))
        {
            return true;
        }

        record = null;
        return false;
    }

    private bool Claim(DurableOperation operation)
    {
        if (_gate.IsEnded || !operation.IsTracked || operation.IsCounted || operation.Node.IsUnderEndedContext)
        {
            return false;
        }

        if (operation.IsExternal)
        {
            _external.Remove(operation);
        }

        operation.IsCounted = true;
        operation.Node.Busy++;
        Update(operation.Node);
        return true;
    }

    private void MarkAwaited(DurableOperation operation)
    {
        if (_gate.IsEnded || !operation.IsTracked || operation.IsAwaited)
        {
            return;
        }

        operation.IsAwaited = true;
        operation.Node.Awaited++;
        Update(operation.Node);
    }
}
