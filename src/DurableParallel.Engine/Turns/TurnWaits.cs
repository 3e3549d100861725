using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <summary>What an execution in memory waits for: times, callbacks, events and invokes. Guarded by the execution.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct TurnWaits
{
    private DelayQueue? _delays;
    private PendingCallbacks? _callbacks;
    private OpenInvokes? _invokes;
    private Dictionary<OperationId, int>? _attempts;
    private TurnEvents? _events;

    /// <summary>Whether there may be events, or waits for them.</summary>
    public readonly bool HasEvents => _events is not null;

    /// <summary>The events of the execution.</summary>
    public TurnEvents Events => _events ??= new TurnEvents(new EventMailbox());

    /// <summary>What the execution is held up by.</summary>
    /// <param name="steps">The steps whose attempts run.</param>
    /// <param name="history">What was on record when the turn began.</param>
    public readonly ExecutionStates ReadStates(in TurnSteps steps, RecordedHistory? history)
    {
        var states = _callbacks is { HasOpen: true } ? ExecutionStates.WaitingForCallback : ExecutionStates.None;
        states |= _delays?.ReadStates() ?? ExecutionStates.None;
        foreach (var step in steps.ToList())
        {
            if (step.Header.SubType != OperationSubTypes.WaitForCondition
                && (_attempts?.ContainsKey(step.Id!) == true || history?.Find(step.Id!) is { Attempt: > 0 }))
            {
                states |= ExecutionStates.Retrying;
            }
        }

        return states;
    }

    /// <summary>When the earliest delay is due by the running time; null when there is none.</summary>
    public readonly long? NextDue() => _delays?.NextDue();

    public readonly bool TryTakeDue(long now, [NotNullWhen(true)] out Delay? delay)
    {
        delay = null;
        while (_delays is not null && _delays.TryTakeDue(now, out delay))
        {
            if (_events is null || !_events.Holds(delay))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds a delay that is durable.</summary>
    public void Add(Delay delay) => (_delays ??= new DelayQueue()).Add(delay);

    /// <summary>Adds a delay whose record is on its way.</summary>
    public void AddUnacknowledged(int ordinal, Delay delay) => (_delays ??= new DelayQueue()).AddUnacknowledged(ordinal, delay);

    /// <summary>The record of a delay is durable.</summary>
    public readonly void Acknowledge(int ordinal) => _delays?.Acknowledge(ordinal);

    /// <summary>Counts every delay, also those whose record is on its way.</summary>
    public readonly void AcknowledgeAll() => _delays?.AcknowledgeAll();

    /// <summary>Takes note of a delay that was on record when the turn began.</summary>
    public void TakeUp(Delay delay)
    {
        if (delay.IsRetry)
        {
            (_attempts ??= [])[delay.Id] = delay.Record.Attempt;
        }
        else if (FindCallback(delay.Id) is { } callback)
        {
            callback.Record = delay.Record;
            callback.Limit = delay;
        }
        else
        {
            _events?.TakeUp(delay);
        }
    }

    /// <summary>The delay that a wait or a retry of a step begins.</summary>
    /// <param name="update">What the function asked for.</param>
    /// <param name="startedAt">When the wait or the attempt began, in milliseconds since 1970.</param>
    /// <param name="now">Now, in milliseconds since 1970.</param>
    /// <param name="history">What was on record when the turn began.</param>
    /// <param name="clock">The engine's clock.</param>
    public Delay MakeDelay(in OperationUpdate update, long startedAt, long now, RecordedHistory? history, EngineClock clock)
    {
        var attempt = 0;
        if (update.Type == OperationType.Step)
        {
            _attempts ??= [];

            // A step that was cut off in an attempt with a START of its own had no delay to be known by.
            attempt = (_attempts.TryGetValue(update.Id, out var ended) ? ended : history?.Find(update.Id)?.Attempt ?? 0) + 1;
            _attempts[update.Id] = attempt;
        }

        var due = now + update.DelayMilliseconds;
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
        return new Delay(update.Id, record, clock.DueOf(due));
    }

    /// <summary>A callback was created, or a wait for an event was started. Returns what ends it by itself, or null.</summary>
    public Delay? Open(in OperationUpdate update, in OperationChange change, long createdAt, EngineClock clock)
    {
        if (update.Options is not (CallbackOptions or EventWaitOptions))
        {
            return null;
        }

        var record = OperationStateMachine.Next(before: null, update.Type, update.SubType, update.Name, change, createdAt);
        if (update.Options is EventWaitOptions)
        {
            return Events.Open(update.Id, record, clock);
        }

        var callback = new PendingCallback(update.Id, record);
        (_callbacks ??= new PendingCallbacks()).Add(callback);
        return Renew(callback, clock);
    }

    /// <summary>The events and waits for events that were on record when the turn began; null for none.</summary>
    public void TakeUpEvents(EventMailbox? mailbox, IEnumerable<(OperationId Id, OperationRecord Record)> waits)
    {
        if (mailbox is null)
        {
            return;
        }

        _events = new TurnEvents(mailbox);
        foreach (var (id, record) in waits)
        {
            _events.TakeUp(id, record);
        }
    }

    /// <summary>Whether a time that is up does not count because an event was there before. It is kept in case that is set aside.</summary>
    public readonly bool HoldsEvent(Delay delay) => _events is not null && _events.Holds(delay);

    /// <summary>Takes note of what an update changes of who gets which event.</summary>
    /// <param name="update">What the function asks for.</param>
    /// <param name="execution">The execution.</param>
    /// <param name="waiter">What waits for the update to be durable.</param>
    /// <returns>What waits for it then: events are offered behind it.</returns>
    public ICheckpointWaiter? MoveEvents(in OperationUpdate update, ITurnOwner execution, ICheckpointWaiter? waiter) =>
        update.Type == OperationType.EventWait || (_events is not null && update.Type == OperationType.Context && update.Action != OperationAction.Start)
            ? MoveEvents(update.Id, update.Type, update.Action, execution, waiter)
            : waiter;

    private EventsMoved MoveEvents(OperationId id, OperationType type, OperationAction action, ITurnOwner execution, ICheckpointWaiter? waiter)
    {
        switch (action)
        {
            case var _ when type == OperationType.Context:
                Events.CloseBelow(id);
                break;
            case OperationAction.Succeed when Events.Take(id) is { } limit:
                _delays?.MakeVoid(limit);
                break;
            case OperationAction.Heartbeat:
                Events.Mailbox.SetAside(id);
                foreach (var overdue in Events.TakeOverdue())
                {
                    Add(overdue);
                }

                break;
        }

        return new EventsMoved(execution, waiter);
    }

    /// <summary>A callback was open when the turn began.</summary>
    public void TakeUpCallback(OperationId id, OperationRecord record) => (_callbacks ??= new PendingCallbacks()).Add(new PendingCallback(id, record));

    /// <summary>A callback that is open; null for anything else.</summary>
    public readonly PendingCallback? FindCallback(OperationId id) => _callbacks?.Find(id);

    public readonly void RemoveCallback(OperationId id) => _callbacks?.Remove(id);

    /// <summary>The time of a callback or of a wait for an event was up.</summary>
    public readonly void Close(OperationId id)
    {
        RemoveCallback(id);
        _events?.Close(id);
    }

    /// <summary>The record of a callback has changed: its time may begin again. Returns what ends it by itself now, or null.</summary>
    public readonly Delay? Renew(PendingCallback callback, EngineClock clock)
    {
        if (callback.Limit is { } before)
        {
            _delays!.MakeVoid(before);
        }

        callback.Limit = callback.Record is { IsEnded: false, DueTimestamp: { } due }
            ? new Delay(callback.Id, callback.Record, clock.DueOf(due.ToUnixTimeMilliseconds()))
            : null;
        return callback.Limit;
    }

    /// <summary>An invoke is about to be recorded.</summary>
    public void AddInvoke(in OperationUpdate update, long now) => AddInvoke(update.Id, new OperationRecord
    {
        Type = update.Type,
        Status = OperationStatus.Started,
        SubType = update.SubType,
        Name = update.Name,
        StartTimestamp = DateTimeOffset.FromUnixTimeMilliseconds(now),
        Options = update.Options,
    });

    public void AddInvoke(OperationId id, OperationRecord record) => (_invokes ??= new OpenInvokes()).Add(id, record);

    /// <summary>Takes an invoke that has ended; see <see cref="OpenInvokes.TryTake"/>.</summary>
    public readonly bool TryTakeInvoke(OperationId id, [NotNullWhen(true)] out OperationId? added, [NotNullWhen(true)] out OperationRecord? record)
    {
        (added, record) = (null, null);
        return _invokes is not null && _invokes.TryTake(id, out added, out record);
    }

    /// <summary>A context has ended: what waits below it is waited for no more.</summary>
    public readonly void ForgetBelow(OperationId context)
    {
        _delays?.ForgetBelow(context);
        _callbacks?.CloseBelow(context);
        _invokes?.ForgetBelow(context);
    }
}
