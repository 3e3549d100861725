using System.Diagnostics.CodeAnalysis;
using DurableParallel.Records;
using DurableParallel.Running.Operations;
using DurableParallel.Running.Watching;

namespace DurableParallel.Running.Activity;

/// <summary>
/// What the host delivers to one invocation: ends of delays, callbacks and invokes. It goes to the operations that wait for
/// it, or is kept until the function asks.
/// </summary>
internal sealed class Mailbox(InvocationGate gate, ActivityTree tree, InvocationEvents? events)
{
    private Dictionary<OperationId, OperationRecord>? _kept;
    private HashSet<OperationId>? _early;
    private volatile bool _hasKept;

    /// <summary>
    /// The host has changed an operation; kept when the function has not asked for it yet. What was delivered before changes
    /// nothing. False behind the fence.
    /// </summary>
    public bool Deliver(OperationId id, OperationRecord record)
    {
        DurableOperation[] waiting;
        lock (gate.Lock)
        {
            if (gate.IsEnded)
            {
                return false;
            }

            waiting = tree.AwaitingHost(id);
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
                tree.Claim(operation);
            }

            // Under the gate, so that no end of the invocation comes before a delivery that it has taken.
            events?.OnDelivered(id, record, waiting);
        }

        foreach (var operation in events is null ? waiting : [])
        {
            operation.OnDelivered(record);
        }

        tree.Announce();
        return true;
    }

    /// <summary>What the host delivered for an operation before the function asked for it.</summary>
    public OperationRecord? Take(OperationId id)
    {
        if (!_hasKept)
        {
            return null;
        }

        lock (gate.Lock)
        {
            return _kept is not null && _kept.Remove(id, out var record) ? record : null;
        }
    }

    /// <summary>Whether the host has delivered something of the operation in this invocation before the function asked for it.</summary>
    public bool CameEarly(OperationId id)
    {
        if (!_hasKept)
        {
            return false;
        }

        lock (gate.Lock)
        {
            return _early is not null && _early.Contains(id);
        }
    }

    /// <summary>
    /// Takes what came before the operation, which waits for its host, was parked. Of an earlier attempt, which was delivered
    /// again, nothing is left. The caller holds the gate.
    /// </summary>
    public bool TryTakeEarly(DurableOperation operation, [NotNullWhen(true)] out OperationRecord? record)
    {
        record = null;
        if (_kept is null || !_kept.TryGetValue(operation.Id, out record))
        {
            return false;
        }

        if (!IsKept(record))
        {
            _kept.Remove(operation.Id);
        }

        if (operation.IsAwaiting(record))
        {
            return true;
        }

        record = null;
        return false;
    }

    /// <summary>Passes on what was taken early to the operation, which is counted. The caller holds no lock.</summary>
    public void PassOn(DurableOperation operation, OperationRecord early)
    {
        if (events is null)
        {
            operation.OnDelivered(early);
        }
        else
        {
            events.OnDelivered(operation.Id, early, [operation]);
        }
    }

    /// <summary>The invocation has ended: nothing that was kept is asked for any more.</summary>
    public void Clear()
    {
        lock (gate.Lock)
        {
            _kept = null;
        }
    }

    // The result of a callback may be asked for again, by a body that cannot have waited for it yet.
    private static bool IsKept(OperationRecord record) => record.Type == OperationType.Callback;

    private void Keep(OperationId id, OperationRecord record)
    {
        _kept ??= [];
        if (!_kept.TryGetValue(id, out var kept) || !OperationProgress.IsBehind(record, kept))
        {
            _kept[id] = record;
            _hasKept = true;
        }
    }
}
