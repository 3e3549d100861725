using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <summary>
/// Makes records of what a function of this process asks for, and of what happens to its operations meanwhile. Knows what the
/// records are numbered by, which steps are open, and what the execution waits for. Guarded by the execution's gate, which the
/// callers of all but <see cref="Submit"/> and <see cref="MayRunStep"/> hold.
/// </summary>
internal sealed class TurnRecorder(ITurnOwner execution, TurnServices services) : ICheckpointPort
{
    private readonly ITurnOwner _execution = execution;
    private readonly TurnServices _services = services;
    private TurnWaits _waits;
    private TurnSteps _steps;
    private RecordedHistory? _history;
    private StatusCalls? _status;
    private int _lastOrdinal;
    private long _recordBytes;
    private RecorderMarks _marks;

    private bool IsOpen => (_marks & (RecorderMarks.Restarting | RecorderMarks.Closed)) == RecorderMarks.None;

    private bool IsClosed => (_marks & RecorderMarks.Closed) != RecorderMarks.None;

    /// <summary>What the execution waits for.</summary>
    public ref TurnWaits Waits => ref _waits;

    /// <summary>A copy of the steps whose attempts have begun and not ended.</summary>
    public IReadOnlyList<OpenSteps.OpenStep> OpenSteps => _steps.ToList();

    /// <summary>What the execution is held up by.</summary>
    public ExecutionStates States => _waits.ReadStates(_steps, _history);

    /// <summary>What the function says of the execution, durable or not; null when it has said nothing new.</summary>
    public string? NewStatus => _status?.Latest;

    /// <summary>How many bytes there are. Needs no gate.</summary>
    public long RecordBytes => Volatile.Read(ref _recordBytes);

    /// <summary>Goes on behind what is on record.</summary>
    public void Load(RecordedHistory history, int bytes)
    {
        (_history, _lastOrdinal, _recordBytes) = (history, history.LastOrdinal, bytes);
        _status = history.StatusMarks is { } marks ? new StatusCalls(marks) : null;
    }

    /// <summary>Nothing is recorded any more.</summary>
    public void Close()
    {
        WriteStatus();
        _marks |= RecorderMarks.Closed;
        _steps.AbandonAll(_services.Life);
    }

    /// <summary>From now on only what steps that run succeed with is recorded, and none begins.</summary>
    /// <param name="onDrained">Called when none runs any more, under the gate.</param>
    public void BeginRestart(Action onDrained)
    {
        _marks |= RecorderMarks.Restarting;
        _steps.Drain(onDrained);
    }

    public string CallbackIdOf(OperationId id) => new CallbackId(_execution.Name, id).ToString();

    public void Submit(in OperationUpdate update, ICheckpointWaiter? waiter)
    {
        try
        {
            lock (_execution.Gate)
            {
                SubmitGated(update, waiter);
            }
        }
        catch (Exception fault)
        {
            _execution.OnNotRecorded(fault);
        }
    }

    public bool SetStatus(OperationId? context, string? status)
    {
        lock (_execution.Gate)
        {
            return IsOpen && (_status ??= new StatusCalls([])).Add(context, status);
        }
    }

    /// <summary>Records a status that nothing has taken along: the function waits, or has ended.</summary>
    public void WriteStatus()
    {
        if (!IsClosed && _status?.Take() is { } status)
        {
            WriteStatus(status);
        }
    }

    // Apart, so that its closure is made for a status only. Small, so not held against the limit, which may be ending the execution.
    private void WriteStatus(RecordedStatus status)
    {
        var now = _services.Clock.Now();
        var record = StatusRecord.Of(status, now - _execution.CreatedAt, context => EnsureMentioned(context, now));
        var buffer = RecordBuffer.Scratch();
        StatusRecord.Write(buffer, record);
        AppendChecked(buffer, new StatusDurable(_execution, status.Payload), now, tag: 0);
    }

    /// <summary>Once the engine is stopping no step begins, unless that it has begun is on record.</summary>
    public bool MayRunStep(OperationId id)
    {
        if (!_services.Life.IsStopping && IsOpen)
        {
            return true;
        }

        lock (_execution.Gate)
        {
            if (_steps.IsRecorded(id) && IsOpen)
            {
                return true;
            }

            if (!IsClosed)
            {
                // Its body does not run: it begins anew when the journal is opened again.
                _steps.Abandon(id, _services.Life);
            }

            return false;
        }
    }

    /// <summary>Records a change that is not the function's.</summary>
    public void Append(in OperationChange change, ICheckpointWaiter? waiter, long now, int tag = 0)
    {
        var buffer = RecordBuffer.Scratch();
        OperationCodec.Write(buffer, change);
        Append(buffer, waiter, now, tag);
    }

    /// <summary>Records what the outside does to a callback. Returns false when the execution has become too large for it.</summary>
    /// <param name="callback">The callback, which is open.</param>
    /// <param name="signal">What is done to it.</param>
    /// <param name="toWaiter">What waits for the record, given what is on record of the callback then.</param>
    public bool TryAppend(PendingCallback callback, CallbackSignal signal, Func<OperationRecord, ICheckpointWaiter> toWaiter)
    {
        if (_execution.FailIfTooLarge(signal.Length))
        {
            return false;
        }

        // First, as there may be no memory for it.
        var now = _services.Clock.Now();
        var change = signal.ChangeOf(callback.Id.HostKey, now - _execution.CreatedAt);
        var buffer = RecordBuffer.Scratch();
        OperationCodec.Write(buffer, change);
        _recordBytes += buffer.Length;
        callback.Record = OperationStateMachine.Next(callback.Record, callback.Record.Type, null, null, change, _execution.CreatedAt);
        var next = _waits.Renew(callback, _services.Clock);
        if (next is null)
        {
            _waits.RemoveCallback(callback.Id);
        }
        else
        {
            _waits.AddUnacknowledged(change.Ordinal, next);
        }

        try
        {
            // Not as other records: what comes from outside does not show that the execution has got anywhere.
            _execution.AppendOrThrow(buffer.Written, toWaiter(callback.Record), now, next is null ? 0 : change.Ordinal);
            return true;
        }
        catch (OutOfMemoryException fault)
        {
            _execution.OnNotRecorded(fault);
            throw MissingMemory.Refusal(_execution.Name, fault);
        }
    }

    /// <summary>Records that a wait is over, or that a callback's time is up.</summary>
    public void EndDelay(Delay delay, ICheckpointWaiter waiter)
    {
        if (!IsClosed)
        {
            var now = _services.Clock.Now();
            _waits.Close(delay.Id);
            Append(delay.EndAt(now - _execution.CreatedAt), waiter, now);
        }
    }

    /// <summary>Records how an invoke has ended.</summary>
    public void EndInvoke(OperationId id, OperationRecord record, ICheckpointWaiter waiter)
    {
        if (!IsClosed)
        {
            var now = _services.Clock.Now();
            Append(InvokeEnd.ChangeOf(id.HostKey, record, now - _execution.CreatedAt), waiter, now);
        }
    }

    /// <summary>Records that the execution begins again after its process has died.</summary>
    public void MarkBegun(ICheckpointWaiter waiter)
    {
        if (!IsClosed)
        {
            Mark(RecordKind.Begun, waiter);
            _marks |= IsClosed ? RecorderMarks.None : RecorderMarks.Begun;
            _execution.Begun += IsClosed ? 0 : 1;
        }
    }

    /// <summary>An execution that came back after its process had died has got as far as being parked: it is not what killed it.</summary>
    public void MarkParked()
    {
        if (_marks == RecorderMarks.Begun)
        {
            Mark(RecordKind.Parked, waiter: null);
        }
    }

    private void Mark(RecordKind kind, ICheckpointWaiter? waiter)
    {
        var now = _services.Clock.Now();
        var buffer = RecordBuffer.Scratch();
        RecordCodec.WriteMark(buffer, kind, now - _execution.CreatedAt);
        Append(buffer, waiter, now);
    }

    private void SubmitGated(in OperationUpdate update, ICheckpointWaiter? waiter)
    {
        if (!IsOpen && (IsClosed || !_steps.IsLastWord(update, _services.Life)))
        {
            return;
        }

        var (now, isStep) = (_services.Clock.Now(), update.Type == OperationType.Step);
        if (isStep && update.Action == OperationAction.Start)
        {
            _steps.Open(update, now, isRecorded: waiter is not null, _services.Life);

            // Asked after it was counted: either this sees that the engine stops, or the stop sees the step and waits for it.
            if (_services.Life.IsStopping)
            {
                _steps.Abandon(update.Id, _services.Life);
                return;
            }

            if (waiter is null)
            {
                return;
            }
        }

        if (update.ReplayChildren)
        {
            RecordStartsBelow(update.Id, now);
        }

        OpenSteps.OpenStep open = default;
        var hasEndedAttempt = isStep && update.Action != OperationAction.Start && _steps.TryTake(update.Id, out open);
        try
        {
            Record(update, now, hasEndedAttempt && !open.IsRecorded ? open.At : null, update.Options is not null && OperationRules.StartsExecution(update.Type) ? TakeUpInvoke(update, now, waiter) : _waits.MoveEvents(update, _execution, waiter));
        }
        finally
        {
            if (hasEndedAttempt)
            {
                _steps.OnEnded(open.At, now, _services.Life);
            }
        }

        if (update.Type == OperationType.Context && update.Action != OperationAction.Start)
        {
            _waits.ForgetBelow(update.Id);
        }
    }

    // The context will run again for its children, and must find there every step that it had begun.
    private void RecordStartsBelow(OperationId context, long now)
    {
        foreach (var step in _steps.MarkRecordedBelow(context))
        {
            Record(step.Header.Start(), now, startedAt: null, waiter: null);
        }
    }

    // An invoke that is about to be recorded. The execution that it becomes is created once it is durable, before the function is told.
    private StartedInvoke TakeUpInvoke(in OperationUpdate update, long now, ICheckpointWaiter? waiter)
    {
        _waits.AddInvoke(update, now);
        return new StartedInvoke(_execution, update.Id, update.Options!, update.Payload, waiter);
    }

    private void Record(in OperationUpdate update, long now, long? startedAt, ICheckpointWaiter? waiter)
    {
        var mention = Mention(update, now);
        var buffer = RecordBuffer.Scratch();
        var change = new OperationChange
        {
            Ordinal = update.Id.HostKey,
            Action = update.Action,
            At = now - _execution.CreatedAt,
            StartedAt = startedAt - _execution.CreatedAt,
            DelayMilliseconds = update.DelayMilliseconds,
            ReplayChildren = update.ReplayChildren,
            Payload = update.Payload,
            Error = update.Error,
            Options = update.Options,
            Mention = mention,
        };
        OperationCodec.Write(buffer, change);
        var delay = update.DelayMilliseconds > 0
            ? _waits.MakeDelay(update, startedAt ?? now, now, _history, _services.Clock)
            : update.Options is null ? null : _waits.Open(update, change, _execution.CreatedAt, _services.Clock);
        if (delay is not null)
        {
            _waits.AddUnacknowledged(update.Id.HostKey, delay);
        }

        // While the engine comes to rest records are kept, but functions are not told, so that they begin nothing new.
        Append(buffer, _services.Life.IsStopping || !IsOpen ? null : waiter, now, delay is null ? 0 : update.Id.HostKey);
    }

    private void Append(RecordBuffer buffer, ICheckpointWaiter? waiter, long now, int tag = 0)
    {
        if (IsClosed || _execution.FailIfTooLarge(buffer.Length))
        {
            return;
        }

        if (_status is { HasNews: true })
        {
            AppendWithStatus(buffer, waiter, now, tag);
            return;
        }

        AppendChecked(buffer, waiter, now, tag);
    }

    // The status is behind the record that it goes with, whose ordinal is taken, and in the same commit: it costs none of its own.
    private void AppendWithStatus(RecordBuffer buffer, ICheckpointWaiter? waiter, long now, int tag) => _services.Journal.Together(() =>
    {
        AppendChecked(buffer, waiter, now, tag);
        WriteStatus();
    });

    private void AppendChecked(RecordBuffer buffer, ICheckpointWaiter? waiter, long now, int tag)
    {
        if ((_marks & RecorderMarks.Begun) != RecorderMarks.None)
        {
            _marks &= ~RecorderMarks.Begun;
            _execution.Begun = 0;
        }

        _recordBytes += buffer.Length;
        _execution.Append(buffer.Written, waiter, now, tag);
    }

    private OperationMention? Mention(in OperationUpdate update, long now)
    {
        var id = update.Id;
        if (IsMentioned(id))
        {
            return null;
        }

        var parent = EnsureMentioned(id.Parent, now);
        var recordedParent = EnsureMentioned(update.ParentId, now);
        id.AttachHostKey(++_lastOrdinal);
        return new OperationMention(id.Number, parent, recordedParent, update.Type, update.SubType, update.Name);
    }

    // An operation that an earlier run has mentioned has its number attached by the history.
    private bool IsMentioned(OperationId id) => id.HostKey != 0 || _history?.OrdinalOf(id) > 0;

    private int EnsureMentioned(OperationId? id, long now)
    {
        if (id is null)
        {
            return 0;
        }

        if (!IsMentioned(id))
        {
            var parent = EnsureMentioned(id.Parent, now);
            id.AttachHostKey(++_lastOrdinal);
            var buffer = RecordBuffer.Scratch();
            RecordCodec.WritePosition(buffer, id.HostKey, id.Number, parent);
            AppendChecked(buffer, waiter: null, now, tag: 0);
        }

        return id.HostKey;
    }
}
