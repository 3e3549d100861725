using DurableParallel.Engine.Scheduling;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <summary>
/// A run of an execution in this process: its invocation, and what the engine must know to record its updates and to wake
/// it. The invocation is called outside of the gate, since updates arrive under the invocation's own lock. What it holds a
/// place of, among the active or the parked ones, is guarded by the object itself.
/// </summary>
internal sealed partial class InProcessTurn : ExecutionTurn, ICheckpointPort, IInvocationHost, IResident
{
    private const int BytesOfParked = 1024;

    private readonly ITurnOwner _execution;
    private readonly TurnServices _services;
    private DelayQueue? _delays;
    private OpenSteps _openSteps;
    private RecordedHistory? _history;
    private Invocation? _invocation;
    private Dictionary<OperationId, int>? _attempts;
    private List<(OperationId Id, OperationRecord Record)>? _undelivered;
    private int _lastOrdinal;
    private long _recordBytes;
    private bool _hasNews;
    private bool _isMarkedBegun;
    private bool _isParked;
    private bool _isOut;
    private volatile bool _isObserved;
    private InvocationOutcome _outcome;
    private int _ends;
    private int _isBeingEvicted;

    public InProcessTurn(ITurnOwner execution, TurnServices services)
    {
        _execution = execution;
        _services = services;
    }

    IResident? IResident.Earlier { get; set; }

    IResident? IResident.Later { get; set; }

    long IResident.CountedBytes { get; set; }

    public override bool IsInProcess => true;

    public override void Abort(Exception fault)
    {
        lock (_execution.Gate)
        {
            Close();
        }

        Volatile.Read(ref _invocation)?.Abort(fault);
    }

    /// <summary>What waits here is the function, which is cut when the engine goes.</summary>
    public override void Abandon(Exception fault)
    {
    }

    protected override void OnClosed() => _services.Life.OnStepsClosed(_openSteps.Count);

    public override void OnDelayDurable(int ordinal)
    {
        _delays?.Acknowledge(ordinal);
        ArmDue();
    }

    public override void OnDue(long now)
    {
        List<Delay> retries = [];
        lock (_execution.Gate)
        {
            while (!IsClosed && !_services.Life.IsStopping && _delays is not null && _delays.TryTakeDue(now, out var delay))
            {
                // An end is recorded before anything else can happen: an eviction in between would lose the delay, and the
                // end of a scope in between would come to stand before the end of a wait below it.
                if (delay.IsRetry)
                {
                    retries.Add(delay);
                }
                else
                {
                    EndDelay(delay, new EndedDelay(this, delay));
                }
            }

            ArmDue();
        }

        foreach (var delay in retries)
        {
            Deliver(delay.Id, delay.Record with { Status = OperationStatus.Ready, DueTimestamp = null });
        }
    }

    /// <summary>An operation has changed, durably: tells the invocation, or sees to it that the next one is begun.</summary>
    public void Deliver(OperationId id, OperationRecord record)
    {
        Invocation? invocation;
        lock (_execution.Gate)
        {
            invocation = _invocation;
            if (invocation is null && !IsClosed)
            {
                (_undelivered ??= []).Add((id, record));
                return;
            }

            if (IsClosed || _services.Life.IsStopping)
            {
                _hasNews = true;
            }
        }

        if (invocation is null || _hasNews || !invocation.Deliver(id, record))
        {
            lock (_execution.Gate)
            {
                _hasNews = true;
                _execution.KeepUntold(id);
            }

            _execution.Wake();
        }
    }

    public long EstimateBytes() => BytesOfParked + (2L * Volatile.Read(ref _recordBytes));

    public void Evict()
    {
        if (Interlocked.Exchange(ref _isBeingEvicted, 1) == 0)
        {
            _services.Life.OnEvictionBegun();
        }

        _services.Scheduler.Queue(new Eviction(this));
    }

    /// <summary>Every context is parked.</summary>
    void IInvocationHost.OnParked() => SyncParked();

    /// <summary>A context is active again.</summary>
    void IInvocationHost.OnResumed() => SyncParked();

    /// <summary>It has ended; the launch may not have.</summary>
    void IInvocationHost.OnEnded(InvocationOutcome outcome)
    {
        _outcome = outcome;
        Observe();
    }

    /// <summary>Once the engine is stopping no step begins, unless that it has begun is on record.</summary>
    bool IInvocationHost.MayRunStep(OperationId id)
    {
        if (!_services.Life.IsStopping)
        {
            return true;
        }

        lock (_execution.Gate)
        {
            if (_openSteps.IsRecorded(id))
            {
                return !IsClosed;
            }

            AbandonStep(id);
            return false;
        }
    }

    /// <summary>Something that this engine takes and AWS would not.</summary>
    void IInvocationHost.OnBeyondLimit(DurableLimitException beyond) => _services.AwsLimits.Report(_execution.FunctionName, beyond);

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
                _services.Residency.Remove(this);
            }
            else
            {
                _services.Admission.Release();
            }
        }
    }

    // News of parking may arrive late and in the wrong order, so the truth is asked for, and by one at a time.
    private void SyncParked()
    {
        lock (this)
        {
            var isParked = Volatile.Read(ref _invocation) is { IsParked: true };
            if (_isOut || isParked == _isParked)
            {
                return;
            }

            _isParked = isParked;
            if (!isParked)
            {
                _services.Residency.Remove(this);
                _services.Admission.Retake();
                return;
            }

            MarkParked();
            _services.Residency.Add(this);

            // Last: when memory is short it is being evicted by now, and an engine that evicts is not at rest.
            _services.Admission.Release();
        }
    }

    // An eviction found it active while the news of that was still on its way, so that it left the order of parking for nothing.
    private void StayParked()
    {
        lock (this)
        {
            if (!_isOut && _isParked && Volatile.Read(ref _invocation) is { IsParked: true })
            {
                _services.Residency.Add(this);
            }
        }
    }

    // What comes between the end of an invocation and that of its execution's eviction is news for the next one.
    private void EndEviction()
    {
        if (Interlocked.Exchange(ref _isBeingEvicted, 0) == 1)
        {
            _services.Life.OnEvictionEnded();
        }
    }

    private void ArmDue()
    {
        if (!IsClosed && _delays?.NextDue() is { } due)
        {
            _execution.WakeAt(due);
        }
    }

    private sealed class EndedDelay(InProcessTurn turn, Delay delay) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp) => turn.Deliver(delay.Id, delay.Ended(timestamp));
    }

    private sealed class Eviction(InProcessTurn turn) : IThreadPoolWorkItem
    {
        // Whoever is active by now stays, and is counted again when it parks.
        public void Execute()
        {
            var isEnded = Volatile.Read(ref turn._invocation) is { } invocation && invocation.TrySuspend();
            if (!isEnded)
            {
                turn.StayParked();
            }

            if (!isEnded || turn._isObserved)
            {
                turn.EndEviction();
            }
        }
    }
}
