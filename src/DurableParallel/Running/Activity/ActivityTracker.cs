using DurableParallel.Records;
using DurableParallel.Running.Watching;

namespace DurableParallel.Running.Activity;

/// <summary>
/// Knows who is active and who is parked in one invocation, and holds the fence behind which nothing has an effect.
/// One gate guards it all; user code never runs under it.
/// </summary>
internal sealed partial class ActivityTracker : IDisposable
{
    private readonly Lock _gate = new();
    private readonly ICheckpointPort _checkpoints;
    private readonly IActivityObserver _observer;
    private readonly InvocationEvents? _events;
    private readonly TimeProvider _quietClock;
    private readonly WorkScheduler _scheduler;
    private ExternalWaits _external;
    private QuietPeriod? _quiet;
    private Dictionary<OperationId, OperationRecord>? _delivered;
    private HashSet<OperationId>? _early;
    private List<ActivityNode>? _parked;
    private bool _rootChanged;
    private volatile bool _hasNews;
    private volatile bool _hasDelivered;
    private volatile bool _isEnded;

    /// <param name="checkpoints">The way to the journal.</param>
    /// <param name="observer">Told when the invocation parks or goes on.</param>
    /// <param name="quietClock">Measures how long a context has been quiet.</param>
    /// <param name="scheduler">Asked to let others run wherever work is handed over.</param>
    /// <param name="events">Told of updates and news; null where nobody watches.</param>
    public ActivityTracker(ICheckpointPort checkpoints, IActivityObserver observer, TimeProvider quietClock, WorkScheduler scheduler, InvocationEvents? events)
    {
        _scheduler = scheduler;
        _events = events;
        _checkpoints = checkpoints;
        _observer = observer;
        _quietClock = quietClock;
        Root = new ActivityNode(null, null);
    }

    public ActivityNode Root { get; }

    /// <summary>The fence: once set, nothing of the invocation runs a body, writes or completes.</summary>
    public bool IsEnded => _isEnded;

    /// <summary>Whether every context is parked. Without anything from outside to wake one, see <see cref="ClaimDeadlocked"/>.</summary>
    public bool IsInactive
    {
        get
        {
            lock (_gate)
            {
                return !_isEnded && !Root.IsSubtreeActive;
            }
        }
    }

    /// <summary>Whether every context is parked and something from outside will wake one; in a deadlock nothing will.</summary>
    public bool IsParked
    {
        get
        {
            lock (_gate)
            {
                return !_isEnded && !Root.IsSubtreeActive && !_external.IsEmpty;
            }
        }
    }

    /// <summary>Whether something waits for the host, be the others active or not.</summary>
    public bool AwaitsHost
    {
        get
        {
            lock (_gate)
            {
                return !_isEnded && !_external.IsEmpty;
            }
        }
    }

    /// <summary>Whether a context or one below it is active.</summary>
    public bool IsActive(ActivityNode node)
    {
        lock (_gate)
        {
            return node.IsSubtreeActive;
        }
    }

    /// <summary>Whether a context or one above it has ended while the invocation goes on.</summary>
    public bool HasEnded(ActivityNode node)
    {
        lock (_gate)
        {
            return !_isEnded && node.IsUnderEndedContext;
        }
    }

    /// <summary>Counts one thing of this context that is in progress, until the hold is disposed.</summary>
    public ActivityHold Hold(ActivityNode node)
    {
        lock (_gate)
        {
            node.Busy++;
            Update(node);
        }

        Announce();
        return new ActivityHold(this, node);
    }

    /// <summary>As <see cref="Hold"/>. False when the invocation, this context or one above it has ended: then nothing is counted.</summary>
    public bool TryHold(ActivityNode node, out ActivityHold hold)
    {
        var isHeld = TryHoldUntilEnd(node);
        hold = isHeld ? new ActivityHold(this, node) : default;
        return isHeld;
    }

    /// <summary>
    /// Counts one thing of this context until <see cref="EndChild"/> or the end of the invocation. False when the
    /// invocation, this context or one above it has ended: then nothing is counted.
    /// </summary>
    public bool TryHoldUntilEnd(ActivityNode node)
    {
        lock (_gate)
        {
            if (_isEnded || node.IsUnderEndedContext)
            {
                return false;
            }

            node.Busy++;
            Update(node);
        }

        Announce();
        return true;
    }

    /// <summary>For <see cref="ActivityHold"/> alone.</summary>
    public void Release(ActivityNode node)
    {
        lock (_gate)
        {
            node.Busy--;
            Update(node);
        }

        Announce();
    }

    /// <summary>Adds a context, which is active. Below a context that has ended it has ended too, and its body does not run.</summary>
    public ActivityNode AddChild(ActivityNode parent, IParkListener? listener)
    {
        var child = new ActivityNode(parent, listener);
        lock (_gate)
        {
            if (parent.IsUnderEndedContext)
            {
                child.IsEnded = true;
                return child;
            }

            parent.Children.Add(child);
            parent.ActiveChildren++;
            if (parent.ActiveChildren == 1 && !parent.IsSelfActive)
            {
                Propagate(parent, wasActive: false);
            }
        }

        Announce();
        return child;
    }

    /// <summary>Ends a context, and returns a hold on the context above, which now goes on with its outcome.</summary>
    public ActivityHold EndChild(ActivityNode child)
    {
        lock (_gate)
        {
            if (child.IsEnded)
            {
                return default;
            }

            child.Parent!.Busy++;
            Update(child.Parent);
            var wasActive = child.IsSubtreeActive;
            child.IsEnded = true;
            child.IsSelfActive = false;
            child.ActiveChildren = 0;
            child.Parent.Children.Remove(child);
            if (wasActive)
            {
                child.Parent.ActiveChildren--;
            }

            if (!_external.IsEmpty)
            {
                foreach (var operation in Pending(child))
                {
                    _external.Remove(operation);
                }
            }
        }

        Announce();
        return new ActivityHold(this, child.Parent);
    }

    /// <summary>A body goes on without its end in sight.</summary>
    public void Expedite()
    {
        if (!_isEnded)
        {
            _checkpoints.Expedite();
        }
    }

    /// <summary>Hands an update to the journal unless the branch or the context it belongs to has ended.</summary>
    public SubmitOutcome Submit(ActivityNode node, in OperationUpdate update, ICheckpointWaiter? waiter) =>
        Submit(node, update, waiter, seals: false);

    /// <summary>Hands the end of a context to the journal, after which nothing of the context reaches it any more.</summary>
    public SubmitOutcome SubmitEnd(ActivityNode node, in OperationUpdate end, ICheckpointWaiter waiter) =>
        Submit(node, end, waiter, seals: true);

    private SubmitOutcome Submit(ActivityNode node, in OperationUpdate update, ICheckpointWaiter? waiter, bool seals)
    {
        var watched = _events is null ? waiter : _events.Watch(update, waiter);
        var outcome = Hand(node, update, watched, seals);
        _scheduler.OnHandOver();
        if (outcome == SubmitOutcome.Accepted && _events is not null)
        {
            _events.OnSubmitted(update);
            (watched as WatchedCheckpoint)?.OnSubmitted();
        }

        return outcome;
    }

    private SubmitOutcome Hand(ActivityNode node, in OperationUpdate update, ICheckpointWaiter? waiter, bool seals)
    {
        lock (_gate)
        {
            var outcome = Judge(node);
            if (outcome == SubmitOutcome.Accepted)
            {
                // Under the gate, so that nothing of a context can reach the journal after the context's own end.
                _checkpoints.Submit(update, waiter);
                node.IsSealed |= seals;
            }

            return outcome;
        }
    }

    /// <summary>Ends a context that has no record of its own as <see cref="SubmitEnd"/> would.</summary>
    public SubmitOutcome EndUnrecorded(ActivityNode node)
    {
        lock (_gate)
        {
            var outcome = Judge(node);
            node.IsSealed |= outcome == SubmitOutcome.Accepted;
            return outcome;
        }
    }

    /// <summary>Sets the fence, if the condition still holds. True for the one caller who did.</summary>
    public bool End(bool onlyIfParked)
    {
        lock (_gate)
        {
            if (_isEnded || (onlyIfParked && (Root.IsSubtreeActive || _external.IsEmpty)))
            {
                return false;
            }

            _isEnded = true;

            // Whoever still holds a context, for example a foreign await, must not hold the whole invocation by it.
            DetachAll();

            _external.Clear();
            _delivered = null;
            _parked = null;
        }

        _quiet?.Dispose();
        return true;
    }

    public void Dispose() => _quiet?.Dispose();

    private SubmitOutcome Judge(ActivityNode node)
    {
        if (_isEnded || node.IsUnderEndedContext)
        {
            return SubmitOutcome.Fenced;
        }

        return node.IsUnderCanceledBranch ? SubmitOutcome.Canceled : SubmitOutcome.Accepted;
    }
}
