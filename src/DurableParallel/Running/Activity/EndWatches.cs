using DurableParallel.Running.Operations;

namespace DurableParallel.Running.Activity;

/// <summary>How operations wait for the ends of others: races, and all of a list.</summary>
internal readonly struct EndWatches(InvocationGate gate, ActivityTree tree)
{
    /// <summary>
    /// Parks an operation until one of the others ends, unless one has ended already. Returns the place of the first of
    /// those, of which the operation stays counted, else -1.
    /// </summary>
    public int ParkUntilEnd<T>(T waiter, ReadOnlySpan<DurableOperation> others)
        where T : DurableOperation, IEndWatcher
    {
        lock (gate.Lock)
        {
            if (gate.IsEnded || !waiter.IsTracked)
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

            // What waits only for what can never end can never end either.
            waiter.IsForEver = true;
            foreach (var other in others)
            {
                waiter.IsForEver &= other.IsForEver;
                (other.Watchers ??= []).Add(waiter);
            }

            tree.StopCounting(waiter);
        }

        tree.Announce();
        return -1;
    }

    /// <summary>The operation waits for these no longer.</summary>
    public void StopWatching(IEndWatcher waiter, ReadOnlySpan<DurableOperation> others)
    {
        lock (gate.Lock)
        {
            foreach (var other in others)
            {
                other.Watchers?.Remove(waiter);
            }
        }
    }

    /// <summary>Tells those who wait for an operation that it has ended; none begins to wait for it any more.</summary>
    public void TellWatchers(DurableOperation ended)
    {
        if (ended.Watchers is null)
        {
            return;
        }

        List<IEndWatcher> watchers;
        lock (gate.Lock)
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
