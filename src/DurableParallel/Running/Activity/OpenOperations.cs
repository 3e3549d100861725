using DurableParallel.Records;
using DurableParallel.Running.Operations;

namespace DurableParallel.Running.Activity;

/// <summary>
/// The operations of one invocation from the moment they are pending to their end: while something of one is in progress it
/// counts for its context, and while it only waits it is parked.
/// </summary>
internal readonly struct OpenOperations(InvocationGate gate, ActivityTree tree, Mailbox mailbox)
{
    /// <summary>Begins to track an operation, counted. False behind the fence.</summary>
    public bool Open(DurableOperation operation)
    {
        lock (gate.Lock)
        {
            if (!TryTrack(operation))
            {
                return false;
            }

            operation.IsCounted = true;
            tree.Change(operation.Node, busy: 1);
        }

        tree.Announce();
        return true;
    }

    /// <summary>Begins to track an operation that only waits for something of this invocation. False behind the fence.</summary>
    public bool OpenParked(DurableOperation operation)
    {
        lock (gate.Lock)
        {
            if (!TryTrack(operation))
            {
                return false;
            }

            tree.Change(operation.Node, busy: 0);
        }

        tree.Announce();
        return true;
    }

    /// <summary>The operation now waits: for its host if it is external, else for something of this invocation.</summary>
    public void Park(DurableOperation operation)
    {
        OperationRecord? early = null;
        lock (gate.Lock)
        {
            if (gate.IsEnded || !operation.IsTracked)
            {
                return;
            }

            if (!operation.IsExternal || !mailbox.TryTakeEarly(operation, out early))
            {
                if (operation.IsExternal)
                {
                    tree.AwaitHost(operation);
                }

                tree.StopCounting(operation);
            }
        }

        if (early is not null)
        {
            mailbox.PassOn(operation, early);
        }

        tree.Announce();
    }

    /// <summary>The operation, which is counted, will never end: it belongs to a finished context that is run again.</summary>
    public void ParkForEver(DurableOperation operation)
    {
        lock (gate.Lock)
        {
            if (gate.IsEnded || !operation.IsTracked)
            {
                return;
            }

            operation.IsForEver = true;
            tree.StopCounting(operation);
        }

        tree.Announce();
    }

    /// <summary>The code awaits the operation.</summary>
    public void Await(DurableOperation operation)
    {
        lock (gate.Lock)
        {
            tree.MarkAwaited(operation);
        }

        tree.Announce();
    }

    /// <summary>Counts a parked operation again, because what it waited for is there. False when another thread has done so.</summary>
    public bool Resume(DurableOperation operation)
    {
        lock (gate.Lock)
        {
            if (!tree.Claim(operation))
            {
                return false;
            }
        }

        tree.Announce();
        return true;
    }

    /// <summary>The operation is of no interest any more; it does not complete. Does nothing when it has ended.</summary>
    public void Withdraw(DurableOperation operation)
    {
        lock (gate.Lock)
        {
            if (gate.IsEnded || !operation.IsTracked)
            {
                return;
            }

            operation.Node.Pending.Remove(operation);
            operation.IsTracked = false;
            tree.StopAwaitingHost(operation);
            tree.Change(operation.Node, busy: operation.IsCounted ? -1 : 0, awaited: operation.IsAwaited ? -1 : 0);
        }

        tree.Announce();
    }

    /// <summary>Ends an operation that is counted, as what the hold counts until its awaiters have run. False behind the fence.</summary>
    public bool TryClose(DurableOperation operation, out ActivityHold hold)
    {
        hold = default;
        lock (gate.Lock)
        {
            if (gate.IsEnded || !operation.IsTracked || operation.Node.IsUnderEndedContext)
            {
                return false;
            }

            operation.Node.Pending.Remove(operation);
            operation.IsTracked = false;
            ForeignWait.HoldAll(operation);
            tree.Change(operation.Node, busy: 0, awaited: operation.IsAwaited ? -1 : 0);
            hold = new ActivityHold(tree, operation.Node);
            return true;
        }
    }

    /// <summary>
    /// What a context that is run again waits for, when that can never come: all below it are parked, and none waits for
    /// a branch that may still end. Null while it may go on.
    /// </summary>
    public DurableOperation? FindStuck(ActivityNode node)
    {
        lock (gate.Lock)
        {
            if (gate.IsEnded || node.IsUnderEndedContext || node.IsSubtreeActive)
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

    /// <summary>An operation that is parked and waits for its host; null when there is none of that id.</summary>
    public DurableOperation? FindAwaitingHost(OperationId id)
    {
        lock (gate.Lock)
        {
            return gate.IsEnded ? null : tree.AwaitingHost(id).FirstOrDefault();
        }
    }

    /// <summary>What waits for something of that id and is of a kind; null when there is none.</summary>
    public T? FindWait<T>(string id)
        where T : class
    {
        lock (gate.Lock)
        {
            return gate.IsEnded ? null : tree.Root.PendingBelow().FirstOrDefault(operation => operation is T && operation.Id.Hex == id) as T;
        }
    }

    /// <summary>All that have not ended, for messages.</summary>
    public IReadOnlyList<PendingOperation> List()
    {
        lock (gate.Lock)
        {
            return gate.IsEnded
                ? []
                : [.. tree.Root.PendingBelow().Select(static operation => new PendingOperation(
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
        lock (gate.Lock)
        {
            List<DurableOperation> pending = [];
            for (var operation = gate.IsEnded ? null : node.Pending.First; operation is not null; operation = operation.Next)
            {
                pending.Add(operation);
            }

            return pending;
        }
    }

    private bool TryTrack(DurableOperation operation)
    {
        if (gate.IsEnded || operation.Node.IsUnderEndedContext)
        {
            return false;
        }

        operation.Node.Pending.Add(operation);
        operation.IsTracked = true;
        return true;
    }
}
