using DurableParallel.Checkpoints;
using DurableParallel.Operations;
using DurableParallel.Protocol;
using DurableParallel.Replay;

namespace DurableParallel.Activity;

/// <summary>
/// Knows who is active and who is parked in one invocation, and holds the fence behind which nothing has an effect.
/// One gate guards it all; user code never runs under it.
/// </summary>
internal sealed class ActivityTracker : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ICheckpointPort _checkpoints;
    private readonly IActivityObserver _observer;
    private readonly QuietPeriod _quiet;
    private readonly Dictionary<OperationId, DurableOperation> _external = [];
    private readonly Dictionary<OperationId, OperationRecord> _delivered = [];
    private List<IParkListener>? _parked;
    private bool _rootChanged;
    private volatile bool _hasNews;
    private volatile bool _isEnded;

    public ActivityTracker(ICheckpointPort checkpoints, IActivityObserver observer, TimeProvider quietClock)
    {
        _checkpoints = checkpoints;
        _observer = observer;
        _quiet = new QuietPeriod(this, quietClock);
        Root = new ActivityNode(null, null);
    }

    public ActivityNode Root { get; }

    /// <summary>The fence: once set, nothing of the invocation runs a body, writes or completes.</summary>
    public bool IsEnded => _isEnded;

    public bool IsParked
    {
        get
        {
            lock (_gate)
            {
                return !_isEnded && !Root.IsSubtreeActive;
            }
        }
    }

    /// <summary>Counts one thing of this context that is in progress.</summary>
    public void Enter(ActivityNode node)
    {
        lock (_gate)
        {
            node.Busy++;
            Update(node);
        }

        Announce();
    }

    public void Exit(ActivityNode node)
    {
        lock (_gate)
        {
            node.Busy--;
            Update(node);
        }

        Announce();
    }

    /// <summary>Begins to track an operation, counted. False behind the fence.</summary>
    public bool Open(DurableOperation operation)
    {
        lock (_gate)
        {
            if (_isEnded || operation.Node.IsUnderEndedContext)
            {
                return false;
            }

            operation.Node.Link(operation);
            operation.IsTracked = true;
            operation.IsCounted = true;
            operation.Node.Busy++;
            Update(operation.Node);
        }

        Announce();
        return true;
    }

    /// <summary>The operation now waits: for its host if it is external, else for something of this invocation.</summary>
    public void Park(DurableOperation operation)
    {
        OperationRecord? early = null;
        lock (_gate)
        {
            if (_isEnded || !operation.IsTracked)
            {
                return;
            }

            if (!operation.IsExternal || !_delivered.Remove(operation.Id, out early))
            {
                if (operation.IsExternal)
                {
                    _external[operation.Id] = operation;
                }

                operation.IsCounted = false;
                operation.Node.Busy--;
                Update(operation.Node);
            }
        }

        if (early is not null)
        {
            operation.OnDelivered(early);
        }

        Announce();
    }

    /// <summary>Counts a parked operation again, because what it waited for is there. False when somebody else did.</summary>
    public bool Resume(DurableOperation operation)
    {
        lock (_gate)
        {
            if (!Claim(operation))
            {
                return false;
            }
        }

        Announce();
        return true;
    }

    /// <summary>A host's news of an operation; kept when the function has not asked for it yet. False behind the fence.</summary>
    public bool Deliver(OperationId id, OperationRecord record)
    {
        DurableOperation? operation;
        lock (_gate)
        {
            if (_isEnded)
            {
                return false;
            }

            if (!_external.TryGetValue(id, out operation))
            {
                _delivered[id] = record;
                return true;
            }

            Claim(operation);
        }

        operation.OnDelivered(record);
        Announce();
        return true;
    }

    /// <summary>What the host delivered for an operation before the function asked for it.</summary>
    public OperationRecord? TakeDelivered(OperationId id)
    {
        lock (_gate)
        {
            return _delivered.Remove(id, out var record) ? record : null;
        }
    }

    /// <summary>Ends an operation that is counted; it stays counted until its awaiters have run. False behind the fence.</summary>
    public bool Close(DurableOperation operation)
    {
        lock (_gate)
        {
            if (_isEnded || !operation.IsTracked || operation.Node.IsUnderEndedContext)
            {
                return false;
            }

            operation.Node.Unlink(operation);
            operation.IsTracked = false;
            if (operation.IsAwaited)
            {
                operation.Node.Awaited--;
            }

            Update(operation.Node);
            return true;
        }
    }

    /// <summary>Somebody awaits the operation.</summary>
    public void Await(DurableOperation operation)
    {
        lock (_gate)
        {
            MarkAwaited(operation);
        }

        Announce();
    }

    public ActivityNode AddChild(ActivityNode parent, IParkListener? listener)
    {
        var child = new ActivityNode(parent, listener);
        lock (_gate)
        {
            parent.Link(child);
            parent.ActiveChildren++;
            if (parent.ActiveChildren == 1 && !parent.IsSelfActive)
            {
                Propagate(parent, wasActive: false);
            }
        }

        Announce();
        return child;
    }

    /// <summary>Ends a context and counts one thing on the context above, which now goes on with its outcome.</summary>
    public void EndChild(ActivityNode child)
    {
        lock (_gate)
        {
            if (child.IsEnded)
            {
                return;
            }

            child.Parent!.Busy++;
            Update(child.Parent);
            var wasActive = child.IsSubtreeActive;
            child.IsEnded = true;
            child.IsSelfActive = false;
            child.ActiveChildren = 0;
            child.Parent.Unlink(child);
            if (wasActive)
            {
                child.Parent.ActiveChildren--;
            }

            foreach (var operation in Pending(child))
            {
                _external.Remove(operation.Id);
            }
        }

        Announce();
    }

    /// <summary>Hands an update to the journal unless the branch or the context it belongs to has ended.</summary>
    public SubmitOutcome Submit(ActivityNode node, in OperationUpdate update, ICheckpointWaiter? waiter)
    {
        lock (_gate)
        {
            if (_isEnded || node.IsUnderEndedContext)
            {
                return SubmitOutcome.Fenced;
            }

            if (node.IsUnderCanceledBranch)
            {
                return SubmitOutcome.Canceled;
            }

            // Under the gate, so that nothing of a context can reach the journal after the context's own end.
            _checkpoints.Submit(update, waiter);
            return SubmitOutcome.Accepted;
        }
    }

    /// <summary>Whether a new operation of this context is refused; if so, its branch is canceled.</summary>
    public bool RefuseNew(ActivityNode node)
    {
        lock (_gate)
        {
            return node.RefuseNew();
        }
    }

    public bool IsUnderDecidedScope(ActivityNode node)
    {
        lock (_gate)
        {
            return node.IsUnderDecidedScope;
        }
    }

    public bool IsUnderCanceledBranch(ActivityNode node)
    {
        lock (_gate)
        {
            return node.IsUnderCanceledBranch;
        }
    }

    /// <summary>The scope of this branch is decided: from now on it is refused everything new.</summary>
    public void Refuse(ActivityNode branch)
    {
        lock (_gate)
        {
            branch.IsRefusing = true;
        }
    }

    /// <summary>Releases a branch if it is parked: everything that it waits for ends as canceled.</summary>
    public void ReleaseIfParked(ActivityNode branch)
    {
        List<DurableOperation> released = [];
        lock (_gate)
        {
            if (_isEnded || branch.IsEnded || branch.IsSubtreeActive)
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
        lock (_gate)
        {
            if (_isEnded || Root.IsSubtreeActive || _external.Count > 0)
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
        lock (_gate)
        {
            if (_isEnded || node.IsUnderDecidedScope)
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
        lock (_gate)
        {
            return [.. Subtree(node).Where(static n => n.TokenSource is not null).Select(static n => n.TokenSource!)];
        }
    }

    /// <summary>Sets the fence, if the condition still holds. True for the one caller who did.</summary>
    public bool End(bool onlyIfParked)
    {
        lock (_gate)
        {
            if (_isEnded || (onlyIfParked && (Root.IsSubtreeActive || _external.Count == 0)))
            {
                return false;
            }

            _isEnded = true;
            _external.Clear();
            _delivered.Clear();
            _parked = null;
        }

        _quiet.Dispose();
        return true;
    }

    public void Dispose() => _quiet.Dispose();

    /// <summary>Judges the contexts that have been quiet since the given moment; returns whether any may still be.</summary>
    internal bool JudgeQuiet(long quietSince)
    {
        var remains = false;
        lock (_gate)
        {
            if (_isEnded)
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

                for (var operation = node.FirstPending; operation is not null; operation = operation.NextPending)
                {
                    if (ForeignContinuation.IsRegisteredOn(operation.Task))
                    {
                        MarkAwaited(operation);
                    }
                }
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
            for (var child = node.FirstChild; child is not null; child = child.NextSibling)
            {
                stack.Push(child);
            }
        }
    }

    private static IEnumerable<DurableOperation> Pending(ActivityNode root)
    {
        foreach (var node in Subtree(root))
        {
            for (var operation = node.FirstPending; operation is not null; operation = operation.NextPending)
            {
                yield return operation;
            }
        }
    }

    private bool Claim(DurableOperation operation)
    {
        if (_isEnded || !operation.IsTracked || operation.IsCounted || operation.Node.IsUnderEndedContext)
        {
            return false;
        }

        if (operation.IsExternal)
        {
            _external.Remove(operation.Id);
        }

        operation.IsCounted = true;
        operation.Node.Busy++;
        Update(operation.Node);
        return true;
    }

    private void MarkAwaited(DurableOperation operation)
    {
        if (_isEnded || !operation.IsTracked || operation.IsAwaited)
        {
            return;
        }

        operation.IsAwaited = true;
        operation.Node.Awaited++;
        Update(operation.Node);
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
            _quiet.Add(node);
        }
    }

    private void Propagate(ActivityNode node, bool wasActive)
    {
        while (node.IsSubtreeActive != wasActive)
        {
            if (wasActive && node.Listener is { } listener)
            {
                (_parked ??= []).Add(listener);
                _hasNews = true;
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

    /// <summary>Tells, outside the gate, what has changed meanwhile.</summary>
    private void Announce()
    {
        while (_hasNews)
        {
            List<IParkListener>? parked;
            bool rootChanged;
            lock (_gate)
            {
                (parked, _parked) = (_parked, null);
                (rootChanged, _rootChanged) = (_rootChanged, false);
                _hasNews = false;
                if (_isEnded)
                {
                    return;
                }
            }

            foreach (var listener in parked ?? [])
            {
                listener.OnParked();
            }

            if (rootChanged)
            {
                _observer.OnActivityChanged();
            }
        }
    }
}
