using DurableParallel.Records;
using DurableParallel.Running.Operations;

namespace DurableParallel.Running.Activity;

/// <content>What counts for a context, and how a change of one reaches those above it, and the listeners.</content>
internal sealed partial class ActivityTree
{
    /// <summary>The operation, which is about to be parked, waits for its host. The caller holds the gate.</summary>
    public void AwaitHost(DurableOperation operation) => _external.Add(operation);

    /// <summary>The operation does not wait for its host, or does so no longer. The caller holds the gate.</summary>
    public void StopAwaitingHost(DurableOperation operation) => _external.Remove(operation);

    /// <summary>Those that wait for the host to deliver something of that id, as they are at this moment. The caller holds the gate.</summary>
    public DurableOperation[] AwaitingHost(OperationId id) => _external.Of(id);

    /// <summary>Counts a parked operation, because something happens to it. False when it is not parked any more. The caller holds the gate.</summary>
    public bool Claim(DurableOperation operation)
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
        Change(operation.Node, busy: 1);
        return true;
    }

    /// <summary>An operation that was counted is parked. The caller holds the gate.</summary>
    public void StopCounting(DurableOperation operation)
    {
        operation.IsCounted = false;
        Change(operation.Node, busy: -1);
    }

    /// <summary>The code waits for an operation. The caller holds the gate.</summary>
    public void MarkAwaited(DurableOperation operation)
    {
        if (_gate.IsEnded || !operation.IsTracked || operation.IsAwaited)
        {
            return;
        }

        operation.IsAwaited = true;
        Change(operation.Node, busy: 0, awaited: 1);
    }

    /// <summary>Counts more or fewer things of a context in progress, and operations that it awaits. The caller holds the gate.</summary>
    public void Change(ActivityNode node, int busy, int awaited = 0)
    {
        node.Busy += busy;
        node.Awaited += awaited;
        if (node.IsEnded)
        {
            return;
        }

        var isActive = node.Busy > 0 || node.Awaited == 0;
        if (isActive != node.IsSelfActive)
        {
            var wasActive = node.IsSubtreeActive;
            node.IsSelfActive = isActive;
            Propagate(node, wasActive);
        }

        if (node.IsQuiet)
        {
            (_quiet ??= new QuietPeriod(new ForeignWaits(_gate, this), _quietClock)).Add(node);
        }
    }

    /// <summary>Tells listeners, outside the gate, what has changed meanwhile. Comes after every change.</summary>
    public void Announce()
    {
        _scheduler.OnHandOver();
        while (_news.IsThere)
        {
            List<ActivityNode>? parked;
            bool hasRootChanged;
            lock (_gate.Lock)
            {
                (parked, hasRootChanged) = _news.Take();
                if (_gate.IsEnded)
                {
                    return;
                }
            }

            foreach (var node in parked ?? [])
            {
                _scheduler.OnHandOver();
                using var above = new ActivityHold(this, node.Parent!);
                node.Listener!.OnParked(above);
            }

            if (hasRootChanged)
            {
                _observer.OnActivityChanged();
            }
        }
    }

    private void Propagate(ActivityNode node, bool wasActive)
    {
        while (node.IsSubtreeActive != wasActive)
        {
            if (wasActive && node.Listener is not null)
            {
                TakeUpParked(node);
            }

            if (node.Parent is not { } parent)
            {
                _news.AddRoot();
                return;
            }

            if (parent.IsEnded)
            {
                return;
            }

            var parentWasActive = parent.IsSubtreeActive;
            parent.ActiveChildren += wasActive ? -1 : 1;
            node = parent;
            wasActive = parentWasActive;
        }
    }

    /// <summary>The listener of this context is to be called. Until it has been, the context above does not park: it may still act on it.</summary>
    private void TakeUpParked(ActivityNode node)
    {
        _news.AddParked(node);

        // Active so far through this node, so that nothing changes for those above.
        var above = node.Parent!;
        above.Busy++;
        above.IsSelfActive = !above.IsEnded;
    }
}
