using DurableParallel.Running.Operations;

namespace DurableParallel.Running.Activity;

/// <summary>
/// The contexts of one invocation: which of them are active and which are parked, and whether anything from outside will
/// wake one. It changes under the gate, and listeners hear of that outside of it, by <see cref="Announce"/>.
/// </summary>
internal sealed partial class ActivityTree : IDisposable
{
    private readonly InvocationGate _gate;
    private readonly IActivityObserver _observer;
    private readonly TimeProvider _quietClock;
    private readonly WorkScheduler _scheduler;
    private ExternalWaits _external;
    private ActivityNews _news;
    private QuietPeriod? _quiet;

    /// <param name="gate">The lock and the fence of the invocation.</param>
    /// <param name="observer">Called when the invocation parks or goes on.</param>
    /// <param name="quietClock">Measures how long a context has been quiet.</param>
    /// <param name="scheduler">Asked to let others run wherever work is handed over.</param>
    public ActivityTree(InvocationGate gate, IActivityObserver observer, TimeProvider quietClock, WorkScheduler scheduler)
    {
        _gate = gate;
        _observer = observer;
        _quietClock = quietClock;
        _scheduler = scheduler;
    }

    public ActivityNode Root { get; } = new(null, null);

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

    /// <summary>Counts one thing of this context that is in progress, until the hold is disposed.</summary>
    public ActivityHold Hold(ActivityNode node)
    {
        lock (_gate.Lock)
        {
            Change(node, busy: 1);
        }

        Announce();
        return new ActivityHold(this, node);
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

            Change(node, busy: 1);
        }

        Announce();
        return true;
    }

    /// <summary>One thing less is in progress: what an <see cref="ActivityHold"/> has counted, or the start of the context's body.</summary>
    public void Release(ActivityNode node)
    {
        lock (_gate.Lock)
        {
            Change(node, busy: -1);
        }

        Announce();
    }

    /// <summary>Adds a context, which is active, as the start of its body is counted. Below a context that has ended it has ended too, and its body does not run.</summary>
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

            Change(child.Parent!, busy: 1);
            var wasActive = child.IsSubtreeActive;
            child.IsEnded = true;
            child.IsSelfActive = false;
            child.ActiveChildren = 0;
            child.Parent!.Children.Remove(child);
            if (wasActive)
            {
                child.Parent.ActiveChildren--;
            }

            if (!_external.IsEmpty)
            {
                foreach (var operation in child.PendingBelow())
                {
                    _external.Remove(operation);
                }
            }
        }

        Announce();
        return new ActivityHold(this, child.Parent);
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

            foreach (var operation in Root.PendingBelow())
            {
                if (operation.IsSiblingWait && Claim(operation))
                {
                    waits.Add(operation);
                }
            }
        }

        return waits;
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

            // What still holds a context, for example a foreign await, must not hold the whole invocation by it.
            Root.DetachAll();
            _external.Clear();
            _news = default;
        }

        _quiet?.Dispose();
        return true;
    }

    public void Dispose() => _quiet?.Dispose();
}
