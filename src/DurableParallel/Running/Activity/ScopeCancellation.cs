using DurableParallel.Errors;
using DurableParallel.Running.Operations;

namespace DurableParallel.Running.Activity;

/// <summary>What a decided scope does to the contexts below it: it refuses them what is new, and releases those that are parked.</summary>
internal readonly struct ScopeCancellation(InvocationGate gate, ActivityTree tree)
{
    /// <summary>Whether a new operation of this context is refused; if so, its branch is canceled.</summary>
    public bool RefuseNew(ActivityNode node)
    {
        if (!node.IsUnderDecidedScope)
        {
            return false;
        }

        lock (gate.Lock)
        {
            return node.RefuseNew();
        }
    }

    /// <summary>The scope of this branch is decided: from now on it is refused everything new.</summary>
    public void Refuse(ActivityNode branch)
    {
        lock (gate.Lock)
        {
            branch.IsRefusing = true;
        }
    }

    /// <summary>The code of this context has seen that the execution is being canceled.</summary>
    public void Reach(ActivityNode context)
    {
        lock (gate.Lock)
        {
            context.IsReached = true;
        }
    }

    /// <summary>Releases a branch if it is parked: everything that it waits for ends as canceled.</summary>
    public void ReleaseIfParked(ActivityNode branch)
    {
        List<DurableOperation> released = [];
        lock (gate.Lock)
        {
            if (gate.IsEnded || branch.IsEnded || branch.IsSubtreeActive)
            {
                return;
            }

            branch.IsCanceled = true;
            foreach (var operation in branch.PendingBelow())
            {
                if (operation.IsReleasable && tree.Claim(operation))
                {
                    released.Add(operation);
                }
            }
        }

        foreach (var operation in released)
        {
            operation.EndWith(Refusal.Of(operation.Description));
        }

        tree.Announce();
    }

    /// <summary>The token of a context, which is signalled when the scope above is decided, the invocation is about to be cut, or it has ended.</summary>
    public CancellationToken TokenOf(ActivityNode node)
    {
        lock (gate.Lock)
        {
            if (gate.IsEnded || gate.HasSignalledTokens || node.IsUnderDecidedScope)
            {
                return new CancellationToken(canceled: true);
            }

            node.TokenSource ??= new CancellationTokenSource();
            return node.TokenSource.Token;
        }
    }

    /// <summary>From now on every token of the invocation is signalled. Returns the sources of those that are out, for the caller to cancel under no lock.</summary>
    public List<CancellationTokenSource> SignalTokens()
    {
        lock (gate.Lock)
        {
            gate.HasSignalledTokens = true;
            return TokenSourcesOf(tree.Root);
        }
    }

    /// <summary>The token sources of a context and of all below it, for the caller to cancel under no lock.</summary>
    public List<CancellationTokenSource> TokenSourcesOf(ActivityNode node)
    {
        lock (gate.Lock)
        {
            return [.. node.Subtree().Where(static n => n.TokenSource is not null).Select(static n => n.TokenSource!)];
        }
    }
}
