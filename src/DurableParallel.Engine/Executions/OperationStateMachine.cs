using DurableParallel.Engine.Journal;
using DurableParallel.Protocol;

namespace DurableParallel.Engine.Executions;

/// <summary>
/// What a change makes of an operation.
/// <list type="bullet">
/// <item><b>START</b>: STARTED; a wait is then due after its delay, a callback when its time is up.</item>
/// <item><b>RETRY</b>: PENDING until the delay is over, one attempt more has ended.</item>
/// <item><b>Heartbeat</b>: a callback's interval begins again.</item>
/// <item><b>all others</b>: the end; nothing changes an ended operation.</item>
/// </list>
/// </summary>
internal static class OperationStateMachine
{
    public static OperationRecord Next(
        OperationRecord? before,
        OperationType type,
        string? subType,
        string? name,
        in OperationChange change,
        long createdAt)
    {
        if (before is { IsEnded: true })
        {
            return before;
        }

        var at = Time(createdAt, change.At);
        var record = before ?? new OperationRecord
        {
            Type = type,
            Status = OperationStatus.Started,
            SubType = subType,
            Name = name,
            StartTimestamp = change.StartedAt is { } started ? Time(createdAt, started) : at,
        };
        return change.Action switch
        {
            OperationAction.Start => record with
            {
                Status = OperationStatus.Started,
                DueTimestamp = change.Callback is { } callback ? CallbackDeadline.Of(callback, at, at) : Due(at, change.DelaySeconds),
                Callback = change.Callback,
                Invoke = change.Invoke,
            },
            OperationAction.Heartbeat => record with
            {
                DueTimestamp = record.Callback is { } callback ? CallbackDeadline.Of(callback, record.StartTimestamp, at) : record.DueTimestamp,
            },
            OperationAction.Retry => record with
            {
                Status = OperationStatus.Pending,
                Attempt = record.Attempt + 1,
                Payload = change.Payload ?? record.Payload,
                Error = change.Error,
                DueTimestamp = at.AddSeconds(change.DelaySeconds),
            },
            OperationAction.Succeed => End(record, OperationStatus.Succeeded, change, at),
            OperationAction.Fail => End(record, OperationStatus.Failed, change, at),
            OperationAction.TimeOut => End(record, OperationStatus.TimedOut, change, at),
            OperationAction.Stop => End(record, OperationStatus.Stopped, change, at),
            _ => End(record, OperationStatus.Cancelled, change, at),
        };
    }

    /// <exception cref="JournalDamagedException">The journal has a time that does not exist.</exception>
    public static DateTimeOffset Time(long createdAt, long offset)
    {
        var milliseconds = unchecked(createdAt + offset);
        return milliseconds >= 0 && milliseconds <= LatestTime
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw RecordReader.Damage($"a time is {milliseconds}");
    }

    // The year 9000: any delay may still be added to it.
    private const long LatestTime = 221845392000000;

    private static DateTimeOffset? Due(DateTimeOffset at, int delaySeconds) => delaySeconds > 0 ? at.AddSeconds(delaySeconds) : null;

    private static OperationRecord End(OperationRecord record, OperationStatus status, in OperationChange change, DateTimeOffset at) =>
        record with
        {
            Status = status,
            Attempt = record.Type == OperationType.Step ? record.Attempt + 1 : record.Attempt,
            Payload = change.Payload,
            Error = change.Error,
            EndTimestamp = at,
            DueTimestamp = record.Type == OperationType.Wait ? record.DueTimestamp : null,
            ReplayChildren = change.ReplayChildren,
        };
}
