using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Activity;

namespace DurableParallel.Testing.InMemory;

/// <summary>
/// The way of one invocation to the journal: a queue with one reader, and one batch in flight, which is taken, made
/// durable and acknowledged in two work items, so that others may run and submit in between.
/// </summary>
internal sealed class CheckpointLane(ILaneOwner owner, string executionName, WorkScheduler scheduler, int invocation, StatusCalls status) : ICheckpointPort, IThreadPoolWorkItem
{
    private const int MaxBatch = 200;

    private readonly Lock _lock = new();
    private readonly StatusCalls _status = status;
    private readonly Queue<PendingCheckpoint> _queue = new();
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<PendingCheckpoint>? _batch;
    private readonly HashSet<OperationId> _openSteps = [];
    private Action? _onDrained;
    private bool _isPumping;
    private bool _isDead;
    private bool _isClosed;

    public int Invocation { get; } = invocation;

    /// <summary>Completes after <see cref="Close"/>, when nothing is queued or in flight any more.</summary>
    public Task Drained => _drained.Task;

    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return !_isPumping;
            }
        }
    }

    public bool IsDead
    {
        get
        {
            lock (_lock)
            {
                return _isDead;
            }
        }
    }

    /// <summary>Whether its invocation is to end for another one.</summary>
    public bool IsDraining
    {
        get
        {
            lock (_lock)
            {
                return _onDrained is not null;
            }
        }
    }

    /// <summary>From now on only what steps that run succeed with is taken.</summary>
    /// <param name="onDrained">Called once no step runs and nothing is queued or in flight any more, perhaps more than once.</param>
    public void Drain(Action onDrained)
    {
        lock (_lock)
        {
            _onDrained = onDrained;
        }

        TellIfDrained();
    }

    /// <summary>Whether the body of a step may run that was started. Not while the invocation is about to end for another one, which is not kept waiting for it.</summary>
    public bool MayRunStep(OperationId id)
    {
        if (!IsDraining)
        {
            return true;
        }

        DropStep(id);
        return false;
    }

    public void DropStep(OperationId id)
    {
        lock (_lock)
        {
            _openSteps.Remove(id);
        }

        TellIfDrained();
    }

    public bool SetStatus(OperationId? context, string? newStatus)
    {
        lock (_lock)
        {
            return !_isDead && !_isClosed && _onDrained is null && _status.Add(context, newStatus);
        }
    }

    /// <summary>A status that no update has taken along, when there is none on its way either; null else.</summary>
    public RecordedStatus? TakeStatusIfIdle()
    {
        lock (_lock)
        {
            return _isDead || _isPumping ? null : _status.Take();
        }
    }

    public void RequireEvents(string call)
    {
        if (!owner.HasEvents)
        {
            throw FeatureNotSupportedException.Events(call);
        }
    }

    public string CallbackIdOf(OperationId id) => new CallbackId(executionName, id).ToString();

    public void Submit(in OperationUpdate update, ICheckpointWaiter? waiter)
    {
        var isViolation = false;
        var startPump = false;
        lock (_lock)
        {
            if (_isClosed)
            {
                isViolation = true;
            }
            else if (!_isDead && IsTaken(update))
            {
                _queue.Enqueue(new PendingCheckpoint(update, _onDrained is null ? waiter : null, _status.Take()));
                startPump = !_isPumping;
                _isPumping = true;
            }
        }

        if (isViolation)
        {
            owner.OnViolation(OperationTransitions.Violation(update, $"invocation {Invocation} has ended and may write no more"));
        }

        if (startPump)
        {
            scheduler.Queue(this);
        }
        else
        {
            TellIfDrained();
        }
    }

    /// <summary>The invocation has ended: what it submits from now on is a violation.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            SignalIfDrained();
        }
    }

    /// <summary>The process has died: what is not durable is forgotten, and nobody is told anything any more.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            _isDead = true;
            _queue.Clear();
            SignalIfDrained();
        }
    }

    public void Execute()
    {
        if (_batch is null)
        {
            Take();
        }
        else
        {
            Commit(_batch);
        }
    }

    private void Take()
    {
        lock (_lock)
        {
            if (!_isDead)
            {
                _batch = new List<PendingCheckpoint>(Math.Min(_queue.Count, MaxBatch));
                while (_batch.Count < MaxBatch && _queue.TryDequeue(out var next))
                {
                    _batch.Add(next);
                }
            }
        }

        if (_batch is null)
        {
            Continue();
            return;
        }

        scheduler.Queue(this);
    }

    private void Commit(List<PendingCheckpoint> batch)
    {
        _batch = null;
        var result = owner.Commit(this, batch);
        for (var i = 0; i < result.Acknowledged && !IsDead; i++)
        {
            batch[i].Waiter?.OnAcknowledged(result.Timestamp);
        }

        if (result.IsCrash)
        {
            owner.Crash(this);
        }

        Continue();
    }

    private void Continue()
    {
        bool more;
        lock (_lock)
        {
            more = _queue.Count > 0;
            _isPumping = more;
            SignalIfDrained();
        }

        if (more)
        {
            scheduler.Queue(this);
        }
        else
        {
            TellIfDrained();
            owner.OnLaneIdle();
        }
    }

    private bool IsTaken(in OperationUpdate update)
    {
        var wasOpen = false;
        if (update is { Type: OperationType.Step, Action: OperationAction.Start })
        {
            _ = _onDrained is null && _openSteps.Add(update.Id);
        }
        else if (update.Type == OperationType.Step)
        {
            wasOpen = _openSteps.Remove(update.Id);
        }

        return _onDrained is null || (wasOpen && update.Action == OperationAction.Succeed);
    }

    private void TellIfDrained()
    {
        Action? drained;
        lock (_lock)
        {
            drained = !_isPumping && _openSteps.Count == 0 ? _onDrained : null;
        }

        drained?.Invoke();
    }

    private void SignalIfDrained()
    {
        if (_isClosed && (_isDead || !_isPumping))
        {
            _drained.TrySetResult();
        }
    }
}
