using DurableParallel.Records;
using DurableParallel.Running.Operations;

namespace DurableParallel.Running.Activity;

/// <summary>
/// The operations of one invocation from the moment they are pending to their end: while something of one is in progress it
/// counts for its context, and while it only waits it is parked.
/// </summary>
internal sealed class OpenOperations
{
    private readonly InvocationGate _gate;
    private readonly ActivityTree _tree;
    private readonly Mailbox _mailbox;

    public OpenOperations(InvocationGate gate, ActivityTree tree, Mailbox mailbox)
    {
        _gate = gate;
        _tree = tree;
        _mailbox = mailbox;
    }

    /// <summary>Begins to track an operation, counted. False behind the fence.</summary>
    public bool Open(DurableOperation operation)
    {
        lock (_gate.Lock)
        {
            if (!TryTrack(operation))
            {
                return false;
            }

            operation.IsCounted = true;
            _tree.Change(operation.Node, busy: 1);
        }

        _tree.Announce();
        return true;
    }

    /// <summary>Begins to track an operation that only waits for something of this invocation. False behind the fence.</summary>
    public bool OpenParked(DurableOperation operation)
    {
        lock (_gate.Lock)
        {
            if (!TryTrack(operation))
            {
                return false;
            }

            _tree.Change(operation.Node, busy: 0);
        }

        _tree.Announce();
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

            if (!operation.IsExternal || !_mailbox.TryTakeEarly(operation, out early))
            {
                if (operation.IsExternal)
                {
                    _tree.AwaitHost(operation);
                }

                _tree.StopCounting(operation);
            }
        }

        if (early is not null)
        {
            _mailbox.PassOn(operation, early);
        }

        _tree.Announce();
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
            _tree.StopCounting(operation);
        }

        _tree.Announce();
    }

    /// <summary>The code awaits the operation.</summary>
    public void Await(DurableOperation operation)
    {
        lock (_gate.Lock)
        {
            _tree.MarkAwaited(operation);
        }

        _tree.Announce();
    }

    /// <summary>Counts a parked operation again, because what it waited for is there. False when another thread has done so.</summary>
    public bool Resume(DurableOperation operation)
    {
        lock (_gate.Lock)
        {
            if (!_tree.Claim(operation))
            {
                return false;
            }
        }

        _tree.Announce();
        return true;
    }

    /// <summary>The operation is of no interest any more; it does not complete. Does nothing when it has ended.</summary>
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
            _tree.StopAwaitingHost(operation);
            _tree.Change(operation.Node, busy: operation.IsCounted ? -1 : 0, awaited: operation.IsAwaited ? -1 : 0);
        }

        _tree.Announce();
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
            ForeignWait.HoldAll(operation);
            _tree.Change(operation.Node, busy: 0, awaited: operation.IsAwaited ? -1 : 0);
            hold = new ActivityHold(_tree, operation.Node);
            return true;
        }
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
            foreach (var operation in node.PendingBelow().Where(static o => o.IsAwaited))
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

    /// <summary>All that have not ended, for messages.</summary>
    public IReadOnlyList<PendingOperation> List()
    {
        lock (_gate.Lock)
        {
            return _gate.IsEnded
                ? []
                : [.. _tree.Root.PendingBelow().Select(static operation => new PendingOperation(
                    operation.Id,
                    operation.Description,
                    operation.Context.Description,
                    operation.IsCounted,
                    operation.IsSiblingWait,
                    operation.IsExternal))];
        }
    }

    /// <summary>Those of one context, without those below it, that have not ended.</summary>
    public List<DurableOperation> ListOf(ActivityNode node)
    {
        lock (_gate.Lock)
        {
            List<DurableOperation> pending = [];
            for (var operation = _gate.IsEnded ? null : node.Pending.First; operation is not null; operation = operation.Next)
            {
                pending.Add(operation);
            }

            return pending;
        }
    }

    private bool TryTrack(DurableOperation operation)
    {
        if (_gate.IsEnded || operation.Node.IsUnderEndedContext)
        {
            return false;
        }

        operation.Node.Pending.Add(operation);
        operation.IsTracked = true;
        return true;
    }
}
