using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Records;

namespace DurableParallel.Engine.Turns;

/// <summary>What an execution in memory waits for: times, callbacks and invokes. Guarded by the execution.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct TurnWaits
{
    private DelayQueue? _delays;
    private PendingCallbacks? _callbacks;
    private OpenInvokes? _invokes;
    private Dictionary<OperationId, int>? _attempts;

    /// <summary>When the earliest delay is due by the running time; null when there is none.</summary>
    public readonly long? NextDue() => _delays?.NextDue();

    public readonly bool TryTakeDue(long now, [NotNullWhen(true)] out Delay? delay)
    {
        delay = null;
        return _delays is not null && _delays.TryTakeDue(now, out delay);
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
        return new Delay(update.Id, record, clock.DueOf(due));
    }

    /// <summary>A callback was created. Returns what ends it by itself, or null.</summary>
    public Delay? OpenCallback(OperationId id, OperationRecord record, EngineClock clock)
    {
        var callback = new PendingCallback(id, record);
        (_callbacks ??= new PendingCallbacks()).Add(callback);
        return Renew(callback, clock);
    }

    /// <summary>A callback was open when the turn began.</summary>
    public void TakeUpCallback(OperationId id, OperationRecord record) => (_callbacks ??= new PendingCallbacks()).Add(new PendingCallback(id, record));

    /// <summary>A callback that is open; null for anything else.</summary>
    public readonly PendingCallback? FindCallback(OperationId id) => _callbacks?.Find(id);

    public readonly void RemoveCallback(OperationId id) => _callbacks?.Remove(id);

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
