namespace DurableParallel.Running.Activity;

/// <summary>
/// Finds out which of the contexts that are quiet wait through the framework, whose combinators and awaiters do not pass
/// through ours.
/// </summary>
internal sealed class ForeignWaits(InvocationGate gate, ActivityTree tree)
{
    /// <summary>Judges the contexts that have been quiet since the given moment; returns whether any may still be.</summary>
    public bool Judge(long quietSince)
    {
        var remains = false;
        HashSet<ActivityNode>? unexplained = null;
        lock (gate.Lock)
        {
            if (gate.IsEnded)
            {
                return false;
            }

            foreach (var node in tree.Root.Subtree().Where(static n => n.IsQuiet).ToList())
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
                        tree.MarkAwaited(operation);
                    }
                }

                if (node.Awaited == 0)
                {
                    (unexplained ??= []).Add(node);
                }
            }

            if (unexplained is not null)
            {
                Mark(unexplained);
            }
        }

        tree.Announce();
        return remains;
    }

    /// <summary>Finds those of these quiet contexts that wait, through the framework, for an operation of another context.</summary>
    private void Mark(HashSet<ActivityNode> quiet)
    {
        foreach (var operation in tree.Root.PendingBelow().ToList())
        {
            foreach (var node in ForeignContinuation.BodiesBehind(operation.Task))
            {
                if (node != operation.Node && quiet.Contains(node) && !ForeignWait.Exists(operation, node))
                {
                    (operation.Watchers ??= []).Add(new ForeignWait(tree, node));
                    tree.Change(node, busy: 0, awaited: 1);
                }
            }
        }
    }
}
