using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Turns;
using DurableParallel.Running;

namespace DurableParallel.Engine.Executions;

/// <content>How an execution ends, is blocked and goes on.</content>
internal sealed partial class Execution
{
    private static readonly Task<EndedRecord?> AlreadyEnded = Task.FromResult<EndedRecord?>(null);

    /// <summary>
    /// Completes when the execution has ended and that is durable, with the record of that if it is at hand; see
    /// <see cref="ReadEnd"/>. Faults when it is blocked or the engine is gone before.
    /// </summary>
    public Task<EndedRecord?> EndedAsync()
    {
        lock (this)
        {
            if (_phase == ExecutionPhase.Ended)
            {
                return AlreadyEnded;
            }

            if (_services.Life.Gone is not null)
            {
                return Task.FromException<EndedRecord?>(_services.Life.Gone);
            }

            if (IsStuck)
            {
                return Task.FromException<EndedRecord?>(BlockedBy!.ExceptionFor(this));
            }

            EndAwaited ??= new TaskCompletionSource<EndedRecord?>(TaskCreationOptions.RunContinuationsAsynchronously);
            return EndAwaited.Task;
        }
    }

    /// <summary>Ends the execution, unless something else did before. Returns its turn, to be aborted.</summary>
    public ExecutionTurn? End(ExecutionStatus status, string? payload, DurableError? error)
    {
        lock (this)
        {
            if (_phase is ExecutionPhase.Ending or ExecutionPhase.Ended or ExecutionPhase.Creating)
            {
                return null;
            }

            var turn = Turn;
            turn?.Close();
            var now = _services.Clock.Now();
            var buffer = RecordBuffer.Scratch();
            var ended = new EndedRecord(now - CreatedAt, status, payload, error);
            RecordCodec.WriteEnded(buffer, ended);
            if (Append(buffer.Written, WaiterOfEnd(ended), now, EndedTag))
            {
                _phase = ExecutionPhase.Ending;
                Ending = ended;
                _endedAt = now;
                BlockedBy = null;
                _services.Due.Disarm(this);
                DisarmDeadline();
            }

            return turn;
        }
    }

    /// <summary>Whether the end is durable.</summary>
    public bool IsEnded
    {
        get
        {
            lock (this)
            {
                return _phase == ExecutionPhase.Ended;
            }
        }
    }

    /// <summary>Ends its invocation, which goes on when the journal is opened again.</summary>
    public void Cut(Exception fault)
    {
        ExecutionTurn? turn;
        lock (this)
        {
            turn = Turn;
        }

        turn?.Abort(fault);
    }

    /// <summary>The engine is gone: nobody who waits, or comes to wait later, is left waiting.</summary>
    public void FailWaiters(Exception fault)
    {
        ExecutionTurn? turn;
        lock (this)
        {
            _services.Life.End(fault);
            turn = Turn;
            turn?.Abandon(fault);
            Creation?.TryFail(fault);
            EndAwaited?.TryFail(fault);
            Unblocked?.TryFail(fault);
            _work?.Signals?.Fail(fault);
        }

        turn?.Abort(fault);
    }

    /// <summary>Takes the execution out of work until a person acts.</summary>
    public void Block(BlockedReason reason, string? message, Exception? cause = null, bool isDurable = false)
    {
        BlockNotice? notice;
        lock (this)
        {
            notice = BlockHeld(reason, message, cause, isDurable);
        }

        Announce(notice);
    }

    // The caller holds the gate, and announces what is returned outside of it.
    private BlockNotice? BlockHeld(BlockedReason reason, string? message, Exception? cause = null, bool isDurable = false)
    {
        if (_phase is ExecutionPhase.Ending or ExecutionPhase.Ended)
        {
            return null;
        }

        var now = _services.Clock.Now();
        _phase = ExecutionPhase.Blocked;
        Status = ExecutionStatus.Blocked;
        BlockedBy = message is null ? ExecutionBlock.Missing : new ExecutionBlock(new BlockedRecord(now - CreatedAt, reason, message), cause);
        Turn?.Close();
        Turn = null;
        LookAgain();
        _services.Due.Disarm(this);
        if (isDurable)
        {
            var buffer = RecordBuffer.Scratch();
            BlockedBy.Write(buffer);
            Append(buffer.Written, waiter: null, now, tag: 0);
        }

        // The reason is read here: whoever unblocks the execution clears it.
        TaskCompletionSource<EndedRecord?>? ended = null;
        if (IsStuck)
        {
            (ended, EndAwaited) = (EndAwaited, null);
        }

        return new BlockNotice(reason, message, cause, ended, ended is null ? null : BlockedBy.ExceptionFor(this));
    }

    private void Announce(BlockNotice? notice)
    {
        if (notice is null)
        {
            return;
        }

        if (notice.Reason != BlockedReason.MissingVersion)
        {
            _services.Log.Blocked(this, notice.Reason, notice.Message!, notice.Cause);
        }

        notice.Ended?.TryFail(notice.Exception!);
    }

    private bool IsStuck => _phase == ExecutionPhase.Blocked && BlockedBy is { IsStuck: true };

    /// <summary>Lets a blocked execution go on; the task completes when that is durable, with false when it is not blocked.</summary>
    public Task<bool> UnblockAsync()
    {
        lock (this)
        {
            if (_services.Life.Gone is not null)
            {
                return Task.FromException<bool>(_services.Life.Gone);
            }

            if (_phase != ExecutionPhase.Blocked)
            {
                return Task.FromResult(false);
            }

            if (IsNotHeld)
            {
                return Task.FromException<bool>(BlockedBy!.ExceptionFor(this));
            }

            if (Unblocked is null)
            {
                var now = _services.Clock.Now();
                var buffer = RecordBuffer.Scratch();
                RecordCodec.WriteMark(buffer, RecordKind.Unblocked, now - CreatedAt);
                Unblocked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                Append(buffer.Written, waiter: null, now, UnblockedTag);
            }

            return Unblocked.Task;
        }
    }

    /// <summary>A missing function was registered.</summary>
    public void OnRegistered()
    {
        lock (this)
        {
            if (_phase == ExecutionPhase.Blocked && BlockedBy is { IsStuck: false })
            {
                GoOn();
            }
        }
    }

    private void OnEnded()
    {
        TaskCompletionSource<EndedRecord?>? ended;
        EndedRecord? ending;
        lock (this)
        {
            (ending, Ending) = (Ending, null);
            Status = ending!.Status;
            _phase = ExecutionPhase.Ended;
            Turn = null;
            LookAgain();
            (ended, EndAwaited) = (EndAwaited, null);
        }

        _services.Log.Ended(this, ending);
        ended?.TrySetResult(ending);
        _services.Journal.Move(this, isUrgent: false);
    }

    private void OnUnblocked()
    {
        TaskCompletionSource<bool>? unblocked;
        lock (this)
        {
            (unblocked, Unblocked) = (Unblocked, null);
            _begun = 0;
            if (_phase == ExecutionPhase.Blocked)
            {
                GoOn();
            }
        }

        unblocked?.TrySetResult(true);
    }

    private void GoOn()
    {
        BlockedBy = null;
        Status = ExecutionStatus.Running;
        _phase = ExecutionPhase.Idle;
        Wake();
    }

    /// <summary>What is to be said of a block once the gate is left: to the log, and to those who wait for the end.</summary>
    private sealed record BlockNotice(
        BlockedReason Reason,
        string? Message,
        Exception? Cause,
        TaskCompletionSource<EndedRecord?>? Ended,
        ExecutionBlockedException? Exception);
}
