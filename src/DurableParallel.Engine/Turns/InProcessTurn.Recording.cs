using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <content>How updates become records.</content>
internal sealed partial class InProcessTurn
{
    /// <inheritdoc/>
    public string CallbackIdOf(OperationId id) => new CallbackId(_execution.Name, id).ToString();

    /// <inheritdoc/>
    public void Submit(in OperationUpdate update, ICheckpointWaiter? waiter)
    {
        try
        {
            SubmitCore(update, waiter);
        }
        catch (Exception fault)
        {
            // What is in memory is ahead of the records by now, and a later record would not fit to them.
            _services.Journal.Fail(fault);
        }
    }

    private void SubmitCore(in OperationUpdate update, ICheckpointWaiter? waiter)
    {
        lock (_execution.Gate)
        {
            if (IsClosed)
            {
                return;
            }

            var now = _services.Clock.Now();
            var isStep = update.Type == OperationType.Step;
            if (isStep && update.Action == OperationAction.Start)
            {
                _openSteps.Add(new OpenSteps.OpenStep(HeaderOf(update), now, IsRecorded: waiter is not null));
                _services.Life.OnStepOpened();

                // Asked after it was counted: either this sees that the engine stops, or the stop sees the step and waits for it.
                if (_services.Life.IsStopping)
                {
                    AbandonStep(update.Id);
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
            var hasEndedAttempt = isStep && update.Action != OperationAction.Start && _openSteps.Remove(update.Id, out open);
            Record(update, now, hasEndedAttempt && !open.IsRecorded ? open.At : null, update.Invoke is null ? waiter : TakeUpInvoke(update, now, waiter));
            if (hasEndedAttempt)
            {
                _services.Life.OnStepsClosed(1);
            }

            if (update.Type == OperationType.Context && update.Action != OperationAction.Start)
            {
                _delays?.ForgetBelow(update.Id);
                _callbacks?.CloseBelow(update.Id);
                _invokes?.ForgetBelow(update.Id);
            }
        }
    }

    // Its body does not run: it begins anew when the journal is opened again. The caller holds the gate.
    private void AbandonStep(OperationId id)
    {
        if (!IsClosed && _openSteps.Remove(id, out _))
        {
            _services.Life.OnStepsClosed(1);
        }
    }

    // The context will run again for its children, and must find there every step that it had begun.
    private void RecordStartsBelow(OperationId context, long now)
    {
        foreach (var step in _openSteps.MarkRecordedBelow(context))
        {
            Record(step.Header.Start(), now, startedAt: null, waiter: null);
        }
    }

    private static OperationHeader HeaderOf(in OperationUpdate update) =>
        new(update.Id, update.ParentId, update.Type, update.SubType ?? OperationSubTypes.Step, update.Name);

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
            DelaySeconds = update.DelaySeconds,
            ReplayChildren = update.ReplayChildren,
            Payload = update.Payload,
            Error = update.Error,
            Callback = update.Callback,
            Invoke = update.Invoke,
            Mention = mention,
        };
        OperationCodec.Write(buffer, change);
        var delay = update.DelaySeconds > 0 ? MakeDelay(update, startedAt ?? now, now) : null;
        if (update.Callback is not null)
        {
            delay = OpenCallback(update.Id, OperationStateMachine.Next(before: null, update.Type, update.SubType, update.Name, change, _execution.CreatedAt));
        }

        if (delay is not null)
        {
            (_delays ??= new DelayQueue()).AddUnacknowledged(update.Id.HostKey, delay);
        }

        // While the engine comes to rest records are kept, but functions are not told, so that they begin nothing new.
        Append(buffer, _services.Life.IsStopping ? null : waiter, now, delay is null ? 0 : update.Id.HostKey);
    }

    private void Append(RecordBuffer buffer, ICheckpointWaiter? waiter, long now, int tag = 0)
    {
        if (IsClosed || _execution.FailIfTooLarge(buffer.Length))
        {
            return;
        }

        if (_isMarkedBegun)
        {
            _isMarkedBegun = false;
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
        id.HostKey = ++_lastOrdinal;
        return new OperationMention(id.Number, parent, recordedParent, update.Type, update.SubType, update.Name);
    }

    private bool IsMentioned(OperationId id)
    {
        if (id.HostKey == 0 && _history is not null)
        {
            id.HostKey = _history.OrdinalOf(id);
        }

        return id.HostKey != 0;
    }

    private int EnsureMentioned(OperationId? id, long now)
    {
        if (id is null)
        {
            return 0;
        }

        if (!IsMentioned(id))
        {
            var parent = EnsureMentioned(id.Parent, now);
            id.HostKey = ++_lastOrdinal;
            var buffer = RecordBuffer.Scratch();
            RecordCodec.WritePosition(buffer, id.HostKey, id.Number, parent);
            Append(buffer, waiter: null, now);
        }

        return id.HostKey;
    }

    private Delay MakeDelay(in OperationUpdate update, long startedAt, long now)
    {
        var attempt = 0;
        if (update.Type == OperationType.Step)
        {
            _attempts ??= [];

            // A step that was cut off in an attempt with a START of its own had no delay to be known by.
            attempt = (_attempts.TryGetValue(update.Id, out var ended) ? ended : _history?.Find(update.Id)?.Attempt ?? 0) + 1;
            _attempts[update.Id] = attempt;
        }

        var due = now + (1000L * update.DelaySeconds);
        var record = new OperationRecord
        {
            Type = update.Type,
            Status = update.Type == OperationType.Wait ? OperationStatus.Started : OperationStatus.Pending,
            SubType = update.SubType,
            Name = update.Name,
            Payload = update.Payload,
            Error = update.Error,
            Attempt = attempt,
            StartTimestamp = DateTimeOffset.FromUnixTimeMilliseconds(startedAt),
            DueTimestamp = DateTimeOffset.FromUnixTimeMilliseconds(due),
        };
        return new Delay(update.Id, record, _services.Clock.DueOf(due));
    }

    /// <summary>Records that a wait is over, or that a callback's time is up.</summary>
    private void EndDelay(Delay delay, ICheckpointWaiter waiter)
    {
        lock (_execution.Gate)
        {
            if (IsClosed)
            {
                return;
            }

            var now = _services.Clock.Now();
            var buffer = RecordBuffer.Scratch();
            OperationCodec.Write(buffer, delay.EndAt(now - _execution.CreatedAt));
            _callbacks?.Remove(delay.Id);
            Append(buffer, waiter, now);
        }
    }

    /// <summary>An execution that came back after its process had died has got as far as being parked: it is not what killed it.</summary>
    private void MarkParked()
    {
        lock (_execution.Gate)
        {
            if (_isMarkedBegun && !IsClosed)
            {
                var now = _services.Clock.Now();
                var buffer = RecordBuffer.Scratch();
                RecordCodec.WriteMark(buffer, RecordKind.Parked, now - _execution.CreatedAt);
                Append(buffer, waiter: null, now);
            }
        }
    }
}
