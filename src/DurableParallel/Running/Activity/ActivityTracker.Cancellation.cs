using DurableParallel.Errors;
using DurableParallel.Running.Operations;

namespace DurableParallel.Running.Activity;

/// <content>What a decided scope does to the contexts below it, and what a deadlock does to all.</content>
internal sealed partial class ActivityTracker
{
    /// <summary>Whether a new operation of this context is refused; if so, its branch is canceled.</summary>
    public bool RefuseNew(ActivityNode node)
    {
        lock (_gate.Lock)
        {
            return node.RefuseNew();
        }
    }

    public bool IsUnderDecidedScope(ActivityNode node)
    {
        lock (_gate.Lock)
        {
            return node.IsUnderDecidedScope;
        }
    }

    /// <summary>The scope of this branch is decided: from now on it is refused everything new.</summary>
    public void Refuse(ActivityNode branch)
    {
        lock (_gate.Lock)
        {
            branch.IsRefusing = true;
        }
    }

    /// <summary>Releases a branch if it is parked: everything that it waits for ends as canceled.</summary>
    public void ReleaseIfParked(ActivityNode branch)
    {
        List<DurableOperation> released = [];
        lock (_gate.Lock)
        {
            if (_gate.IsEnded || branch.IsEnded || branch.IsSubtreeActive)
            {
                return;
            }

            branch.IsCanceled = true;
            foreach (var operation in Pending(branch))
            {
                if (operation.IsReleasable && Claim(operation))
                {
                    released.Add(operation);
                }
            }
        }

        foreach (var operation in released)
        {
            operation.EndWith(Refusal.Of(operation.Description));
        }

        Announce();
    }

    /// <summary>Claims every wait for a sibling, when nothing but such waits is left; the caller fails them.</summary>
    public List<DurableOperation> ClaimDeadlocked()
    {
        List<DurableOperation> waits = [];
        lock (_gate.Lock)
        {
            if (_gate.IsEnded || Root.IsSubtreeActive || !_external.IsEmpty)
            {
                return waits;
            }

            foreach (var operation in Pending(Root))
            {
                if (operation.IsSiblingWait && Claim(operation))
                {
                    waits.Add(operation);
                }
            }
        }

        return waits;
    }

    public CancellationToken TokenOf(ActivityNode node)
    {
        lock (_gate.Lock)
        {
            if (_gate.IsEnded || node.IsUnderDecidedScope)
            {
                return new CancellationToken(canceled: true);
            }

            node.TokenSource ??= new CancellationTokenSource();
            return node.TokenSource.Token;
        }
    }

    /// <summary>The token sources of a context and of all below it, for the caller to cancel under no lock.</summary>
    public List<CancellationTokenSource> TokenSourcesOf(ActivityNode node)
    {
        lock (_gate.Lock)
        {
            return [.. Subtree(node).Where(static n => n.TokenSource is not null).Select(static n => n.TokenSource!)];
        }
    }
}
