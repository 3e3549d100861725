using DurableParallel.Engine.Journal.Log;
using DurableParallel.Records;

namespace DurableParallel.Engine.Turns;

/// <summary>
/// What was recorded while the wall clock was ahead: at a time that is still to come. When it began is not known, so its delay
/// begins now, by a record that every version reads; otherwise it would be due at a time that may be years away.
/// </summary>
internal static class AheadOfTime
{
    // As much as clocks are corrected by every day.
    private const long Tolerated = 60_000;

    /// <summary>Whether the record cannot be from then.</summary>
    public static bool Is(long recordedAt, long now) => recordedAt - now > Tolerated;

    /// <summary>When to look at an execution that is on record as asleep until then: now, if no delay is that long.</summary>
    public static long Limit(long due, long now) => due != long.MaxValue && due - now > DurationRule.MaxMilliseconds ? now : due;

    /// <summary>The record that lets a wait, a callback or a wait for an event begin now; null for a retry, which may come at once.</summary>
    /// <param name="ordinal">The operation's ordinal.</param>
    /// <param name="operation">What is on record of it.</param>
    /// <param name="recordedAt">When it was recorded, in milliseconds since 1970.</param>
    /// <param name="at">Now, in milliseconds since the execution was created.</param>
    public static OperationChange? BeginAgain(int ordinal, OperationRecord operation, long recordedAt, long at) => operation.Type switch
    {
        OperationType.Wait => new OperationChange { Ordinal = ordinal, Action = OperationAction.Start, At = at, DelayMilliseconds = LengthOf(operation, recordedAt) },
        OperationType.Callback or OperationType.EventWait => new OperationChange { Ordinal = ordinal, Action = OperationAction.Heartbeat, At = at },
        _ => null,
    };

    private static long LengthOf(OperationRecord wait, long recordedAt) =>
        Math.Max(1, (wait.DueTimestamp?.ToUnixTimeMilliseconds() ?? recordedAt) - recordedAt);
}
