using DurableParallel.Running.Operations;

namespace DurableParallel.Running.Activity;

/// <content>Operations that wait for others: races, and all of a list.</content>
internal sealed partial class ActivityTracker
{
    /// <summary>
    /// Parks an operation until one of the others ends, unless one has ended already. Returns the place of the first of
    /// those, of which the operation stays counted, else -1.
    /// </summary>
    public int ParkUntilEnd<T>(T waiter, ReadOnlySpan<DurableOperation> others)
        where T : DurableOperation, IEndWatcher
    {
        lock (_gate.Lock)
        {
            if (_gate.IsEnded || !waiter.IsTracked)
            {
                return -1;
            }

            for (var i = 0; i < others.Length; i++)
            {
                // It leaves the pending ones a little before its task is completed.
                if (!others[i].IsTracked)
                {
                    return i;
                }
            }

            // Whoever waits only for what can never end can never end either.
            waiter.IsForEver = true;
            foreach (var other in others)
            {
                waiter.IsForEver &= other.IsForEver;
                (other.Watchers ??= []).Add(waiter);
            }

            waiter.IsCounted = false;
            waiter.Node.Busy--;
            Update(waiter.Node);
        }

        Announce();
        return -1;
    }

    /// <summary>Finds those of these quiet contexts that wait, through the framework, for an operation of another context.</summary>
    private void MarkForeignWaits(HashSet<ActivityNode> quiet)
    {
        foreach (var operation in Pending(Root).ToList())
        {
            foreach (var node in ForeignContinuation.BodiesBehind(operation.Task))
            {
                if (node != operation.Node && quiet.Contains(node) && !IsForeignWaitOf(operation, node))
                {
                    (operation.Watchers ??= []).Add(new ForeignWait(this, node));
                    node.Awaited++;
                    Update(node);
                }
            }
        }
    }

    private static bool IsForeignWaitOf(DurableOperation operation, ActivityNode node) =>
        operation.Watchers?.Exists(watcher => watcher is ForeignWait wait && wait.Waiting == node) == true;

    /// <summary>The operation ends: what waits for it through the framework goes on, and is counted from here on.</summary>
    private void HoldForeignWaits(DurableOperation ended)
    {
        if (ended.Watchers is null)
        {
            return;
        }

        foreach (var wait in ended.Watchers.OfType<ForeignWait>())
        {
            wait.Waiting.Awaited--;
            wait.Waiting.Busy++;
            Update(wait.Waiting);
        }
    }

    /// <summary>The operation waits for these no longer.</summary>
    public void StopWatching(IEndWatcher waiter, ReadOnlySpan<DurableOperation> others)
    {
        lock (_gate.Lock)
        {
            foreach (var other in others)
            {
                other.Watchers?.Remove(waiter);
            }
        }
    }

    /// <summary>Tells those who wait for an operation that it has ended; nobody begins to wait for it any more.</summary>
    public void TellWatchers(DurableOperation ended)
    {
        if (ended.Watchers is null)
        {
            return;
        }

        List<IEndWatcher> watchers;
        lock (_gate.Lock)
        {
            watchers = ended.Watchers;
            ended.Watchers = null;
        }

        foreach (var watcher in watchers)
        {
            watcher.OnEnded(ended);
        }
    }
}
