using DurableParallel.Engine.Journal;

namespace DurableParallel.Engine.Executions;

/// <content>How an execution ends, is blocked and goes on.</content>
internal sealed partial class Execution
{
    [ThreadStatic]
    private static RecordBuffer? _threadBuffer;

    /// <summary>Completes when the execution has ended and that is durable; faults when it is blocked or the engine is gone before.</summary>
    public Task EndedAsync()
    {
        lock (_gate)
        {
            if (_phase == ExecutionPhase.Ended)
            {
                return Task.CompletedTask;
            }

            if (_gone is not null)
            {
                return Task.FromException(_gone);
            }

            if (IsStuck)
            {
                return Task.FromException(BlockedException());
            }

            _ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _ended.Task;
        }
    }

    /// <summary>Ends the execution, unless something else did before. Returns the live one, to be aborted.</summary>
    public LiveExecution? End(ExecutionStatus status, string? payload, DurableError? error)
    {
        lock (_gate)
        {
            if (_phase is ExecutionPhase.Ending or ExecutionPhase.Ended or ExecutionPhase.Creating)
            {
                return null;
            }

            var live = _live;
            live?.Close();
            _served?.Close();
            var now = _services.Clock.Now();
            var buffer = Scratch();
            var ended = new EndedRecord(now - CreatedAt, status, payload, error);
            RecordCodec.WriteEnded(buffer, ended);
            if (Append(buffer.Written, WaiterOfEnd(ended), now, EndedTag))
            {
                _phase = ExecutionPhase.Ending;
                _endingStatus = status;
                _endedAt = now;
                _blocked = null;
                _services.Due.Disarm(this);
                DisarmDeadline();
            }

            return live;
        }
    }

    /// <summary>Whether the end is durable.</summary>
    public bool IsEnded
    {
        get
        {
            lock (_gate)
            {
                return _phase == ExecutionPhase.Ended;
            }
        }
    }

    /// <summary>Ends its invocation, which goes on when the journal is opened again.</summary>
    public void Cut(Exception fault)
    {
        LiveExecution? live;
        lock (_gate)
        {
            live = _live;
        }

        live?.Abort(fault);
    }

    /// <summary>The engine is gone: nobody who waits, or comes to wait later, is left waiting.</summary>
    public void FailWaiters(Exception fault)
    {
        LiveExecution? live;
        lock (_gate)
        {
            _gone = fault;
            live = _live;
            _served?.Abandon(fault);
            _created?.TrySetException(fault);
            _ended?.TrySetException(fault);
            _unblocked?.TrySetException(fault);
            FailSignals(fault);
        }

        live?.Abort(fault);
    }

    /// <summary>Takes the execution out of work until a person acts.</summary>
    public void Block(BlockedReason reason, string message, Exception? cause = null, bool isDurable = false)
    {
        TaskCompletionSource? ended = null;
        lock (_gate)
        {
            if (_phase is ExecutionPhase.Ending or ExecutionPhase.Ended)
            {
                return;
            }

            var now = _services.Clock.Now();
            _phase = ExecutionPhase.Blocked;
            Status = ExecutionStatus.Blocked;
            _blocked = new BlockedRecord(now - CreatedAt, reason, message);
            _blockedBy = cause;
            _live?.Close();
            _live = null;
            _served?.Close();
            _served = null;
            LookAgain();
            _services.Due.Disarm(this);
            if (isDurable)
            {
                var buffer = Scratch();
                RecordCodec.WriteBlocked(buffer, _blocked);
                Append(buffer.Written, waiter: null, now, tag: 0);
            }

            if (IsStuck)
            {
                (ended, _ended) = (_ended, null);
            }
        }

        ended?.TrySetException(BlockedException());
    }

    // A missing version may still be registered in this process; nothing else goes on by itself.
    private bool IsStuck => _phase == ExecutionPhase.Blocked && _blocked is { Reason: not BlockedReason.MissingVersion };

    private ExecutionBlockedException BlockedException() =>
        new(Name, _blocked?.Reason ?? BlockedReason.Drift, _blocked?.Message ?? "No reason is on record.", _blockedBy);

    /// <summary>Lets a blocked execution go on; the task completes when that is durable.</summary>
    public Task UnblockAsync()
    {
        lock (_gate)
        {
            if (_gone is not null)
            {
                return Task.FromException(_gone);
            }

            if (_phase != ExecutionPhase.Blocked)
            {
                return Task.CompletedTask;
            }

            if (_unblocked is null)
            {
                var now = _services.Clock.Now();
                var buffer = Scratch();
                RecordCodec.WriteMark(buffer, RecordKind.Unblocked, now - CreatedAt);
                _unblocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Append(buffer.Written, waiter: null, now, UnblockedTag);
            }

            return _unblocked.Task;
        }
    }

    /// <summary>A missing function was registered.</summary>
    public void OnRegistered()
    {
        lock (_gate)
        {
            if (_phase == ExecutionPhase.Blocked && _blocked?.Reason == BlockedReason.MissingVersion)
            {
                GoOn();
            }
        }
    }

    private static RecordBuffer Scratch()
    {
        var buffer = _threadBuffer ??= new RecordBuffer();
        buffer.Clear();
        return buffer;
    }

    private void OnEnded()
    {
        TaskCompletionSource? ended;
        lock (_gate)
        {
            Status = _endingStatus;
            _phase = ExecutionPhase.Ended;
            _live = null;
            _served = null;
            LookAgain();
            (ended, _ended) = (_ended, null);
        }

        ended?.TrySetResult();
        _services.Journal.Move(this, isUrgent: false);
    }

    private void OnUnblocked()
    {
        TaskCompletionSource? unblocked;
        lock (_gate)
        {
            (unblocked, _unblocked) = (_unblocked, null);
            _begun = 0;
            if (_phase == ExecutionPhase.Blocked)
            {
                GoOn();
            }
        }

        unblocked?.TrySetResult();
    }

    private void GoOn()
    {
        _blocked = null;
        Status = ExecutionStatus.Running;
        _phase = ExecutionPhase.Idle;
        Wake();
    }
}
