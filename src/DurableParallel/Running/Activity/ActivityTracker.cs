using DurableParallel.Records;
using DurableParallel.Running.Watching;

namespace DurableParallel.Running.Activity;

/// <summary>
/// Knows who is active and who is parked in one invocation, and holds the fence behind which nothing has an effect.
/// One gate guards it all; user code never runs under it.
/// </summary>
internal sealed partial class ActivityTracker : IDisposable
{
    private readonly InvocationGate _gate;
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

    /// <param name="gate">The lock and the fence of the invocation.</param>
    /// <param name="observer">Told when the invocation parks or goes on.</param>
    /// <param name="quietClock">Measures how long a context has been quiet.</param>
    /// <param name="scheduler">Asked to let others run wherever work is handed over.</param>
    /// <param name="events">Told of updates and news; null where nobody watches.</param>
    public ActivityTracker(InvocationGate gate, IActivityObserver observer, TimeProvider quietClock, WorkScheduler scheduler, InvocationEvents? events)
    {
        _scheduler = scheduler;
        _events = events;
        _gate = gate;
        _observer = observer;
        _quietClock = quietClock;
        Root = new ActivityNode(null, null);
    }

    public ActivityNode Root { get; }

    /// <summary>Whether every context is parked. Without anything from outside to wake one, see <see cref="ClaimDeadlocked"/>.</summary>
    public bool IsInactive
    {
        get
        {
            lock (_gate.Lock)
            {
                return !_gate.IsEnded && !Root.IsSubtreeActive;
            }
        }
    }

    /// <summary>Whether every context is parked and something from outside will wake one; in a deadlock nothing will.</summary>
    public bool IsParked
    {
        get
        {
            lock (_gate.Lock)
            {
                return !_gate.IsEnded && !Root.IsSubtreeActive && !_external.IsEmpty;
            }
        }
    }

    /// <summary>Whether something waits for the host, be the others active or not.</summary>
    public bool AwaitsHost
    {
        get
        {
            lock (_gate.Lock)
            {
                return !_gate.IsEnded && !_external.IsEmpty;
            }
        }
    }

    /// <summary>Whether a context or one below it is active.</summary>
    public bool IsActive(ActivityNode node)
    {
        lock (_gate.Lock)
        {
            return node.IsSubtreeActive;
        }
    }

    /// <summary>Whether a context or one above it has ended while the invocation goes on.</summary>
    public bool HasEnded(ActivityNode node)
    {
        lock (_gate.Lock)
        {
            return !_gate.IsEnded && node.IsUnderEndedContext;
        }
    }

    /// <summary>Counts one thing of this context that is in progress, until the hold is disposed.</summary>
    public ActivityHold Hold(ActivityNode node)
    {
        lock (_gate.Lock)
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
        lock (_gate.Lock)
        {
            if (_gate.IsEnded || node.IsUnderEndedContext)
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
        lock (_gate.Lock)
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
        lock (_gate.Lock)
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
        lock (_gate.Lock)
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

    /// <summary>Sets the fence, if the condition still holds. True for the one caller who did.</summary>
    public bool End(bool onlyIfParked)
    {
        lock (_gate.Lock)
        {
            if (_gate.IsEnded || (onlyIfParked && (Root.IsSubtreeActive || _external.IsEmpty)))
            {
                return false;
            }

            _gate.SetFence();

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
}
