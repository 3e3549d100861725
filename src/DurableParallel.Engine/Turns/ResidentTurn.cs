using DurableParallel.Engine.Scheduling;

namespace DurableParallel.Engine.Turns;

/// <summary>
/// The place that a turn in this process holds: one among the active ones, or, while its function is parked, one among those
/// that memory has room for. Guarded by the turn itself, as it changes while neither the execution's gate nor a lock of the
/// invocation's is held. It is the lower half of <see cref="InProcessTurn"/> and no object of its own, since there is one for each parked execution.
/// </summary>
internal abstract class ResidentTurn(TurnServices services) : ExecutionTurn, IResident
{
    private bool _isParked;
    private bool _isOut;
    private int _isBeingEvicted;

    IResident? IResident.Earlier { get; set; }

    IResident? IResident.Later { get; set; }

    long IResident.CountedBytes { get; set; }

    public override bool IsInProcess => true;

    protected TurnServices Services { get; } = services;

    /// <summary>Whether its function is parked at this moment.</summary>
    protected abstract bool IsParked { get; }

    public abstract long EstimateBytes();

    public void Evict()
    {
        BeginEviction();
        Services.Scheduler.Queue(new Eviction(this));
    }

    /// <summary>Its place among the active ones, or in memory, is free for others.</summary>
    public void LeavePlace()
    {
        lock (this)
        {
            if (_isOut)
            {
                return;
            }

            _isOut = true;
            if (_isParked)
            {
                Services.Residency.Remove(this);
            }
            else
            {
                Services.Admission.Release();
            }
        }
    }

    /// <summary>Its function may have parked, or may be active again. News of that may arrive late and in the wrong order, so the truth is asked for, and by one at a time.</summary>
    protected void SyncParked()
    {
        lock (this)
        {
            var isParked = IsParked;
            if (_isOut || isParked == _isParked)
            {
                return;
            }

            _isParked = isParked;
            if (!isParked)
            {
                Services.Residency.Remove(this);
                Services.Admission.Retake();
                return;
            }

            OnParked();
            Services.Residency.Add(this);

            // Last: when memory is short it is being evicted by now, and an engine that evicts is not at rest.
            Services.Admission.Release();
        }
    }

    /// <summary>It is on its way out: until it is, the engine is not at rest.</summary>
    protected void BeginEviction()
    {
        if (Interlocked.Exchange(ref _isBeingEvicted, 1) == 0)
        {
            Services.Life.OnEvictionBegun();
        }
    }

    /// <summary>Its outcome is on its way to the journal. What comes between the end of an invocation and that of its eviction is news for the next turn.</summary>
    protected void EndEviction()
    {
        if (Interlocked.Exchange(ref _isBeingEvicted, 0) == 1)
        {
            Services.Life.OnEvictionEnded();
        }
    }

    /// <summary>Its function has parked.</summary>
    protected abstract void OnParked();

    /// <summary>Suspends its function; false when that is active by now.</summary>
    /// <param name="isOver">Whether nothing more is to come of the suspension.</param>
    protected abstract bool TrySuspend(out bool isOver);

    // An eviction found it active while the news of that was still on its way, so that it left the order of parking for nothing.
    private void StayParked()
    {
        lock (this)
        {
            if (!_isOut && _isParked && IsParked)
            {
                Services.Residency.Add(this);
            }
        }
    }

    private sealed class Eviction(ResidentTurn turn) : IThreadPoolWorkItem
    {
        // One that is active by now stays, and is counted again when it parks.
        public void Execute()
        {
            var isSuspended = turn.TrySuspend(out var isOver);
            if (!isSuspended)
            {
                turn.StayParked();
            }

            if (!isSuspended || isOver)
            {
                turn.EndEviction();
            }
        }
    }
}
