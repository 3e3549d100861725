using DurableParallel.Running.Operations;

namespace DurableParallel.Running.Activity;

/// <content>How a change of one context reaches those above it, and whoever listens.</content>
internal sealed partial class ActivityTracker
{
    /// <summary>Judges the contexts that have been quiet since the given moment; returns whether any may still be.</summary>
    internal bool JudgeQuiet(long quietSince)
    {
        var remains = false;
        HashSet<ActivityNode>? unexplained = null;
        lock (_gate.Lock)
        {
            if (_gate.IsEnded)
            {
                return false;
            }

            foreach (var node in Subtree(Root).Where(static n => n.IsQuiet).ToList())
            {
                remains = true;
                if (node.QuietSince > quietSince)
                {
                    continue;
                }

                for (var operation = node.Pending.First; operation is not null; operation = operation.Next)
                {
                    if (ForeignContinuation.IsRegisteredOn(operation.Task))
                    {
                        MarkAwaited(operation);
                    }
                }

                if (node.Awaited == 0)
                {
                    (unexplained ??= []).Add(node);
                }
            }

            if (unexplained is not null)
            {
                MarkForeignWaits(unexplained);
            }
        }

        Announce();
        return remains;
    }

    private static IEnumerable<ActivityNode> Subtree(ActivityNode root)
    {
        var stack = new Stack<ActivityNode>();
        stack.Push(root);
        while (stack.TryPop(out var node))
        {
            yield return node;
            for (var child = node.Children.First; child is not null; child = child.Next)
            {
                stack.Push(child);
            }
        }
    }

    private void DetachAll()
    {
        if (Root.Children.First is null)
        {
            Root.Detach();
            return;
        }

        foreach (var node in Subtree(Root).ToList())
        {
            node.Detach();
        }
    }

    private static IEnumerable<DurableOperation> Pending(ActivityNode root)
    {
        foreach (var node in Subtree(root))
        {
            for (var operation = node.Pending.First; operation is not null; operation = operation.Next)
            {
                yield return operation;
            }
        }
    }

    private void Update(ActivityNode node)
    {
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
            (_quiet ??= new QuietPeriod(this, _quietClock)).Add(node);
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
                _rootChanged = true;
                _hasNews = true;
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

    /// <summary>The listener of this context is to be told. Until it has been, the context above does not park: it may still act on it.</summary>
    private void TakeUpParked(ActivityNode node)
    {
        (_parked ??= []).Add(node);
        _hasNews = true;

        // Active so far through this node, so that nothing changes for those above.
        var above = node.Parent!;
        above.Busy++;
        above.IsSelfActive = !above.IsEnded;
    }

    /// <summary>Tells, outside the gate, what has changed meanwhile.</summary>
    private void Announce()
    {
        _scheduler.OnHandOver();
        while (_hasNews)
        {
            List<ActivityNode>? parked;
            bool rootChanged;
            lock (_gate.Lock)
            {
                (parked, _parked) = (_parked, null);
                (rootChanged, _rootChanged) = (_rootChanged, false);
                _hasNews = false;
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

            if (rootChanged)
            {
                _observer.OnActivityChanged();
            }
        }
    }
}
