using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Records;

namespace DurableParallel.Engine.Operations;

/// <summary>What a change makes of an operation; see <see cref="OperationState"/>.</summary>
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

        var state = before is null ? new OperationState(type, subType, name) : new OperationState(before);
        state.Apply(change, createdAt);
        return state.ToRecord();
    }

    /// <exception cref="JournalDamagedException">The change is at a time that does not exist.</exception>
    public static void CheckTimes(in OperationChange change, long createdAt)
    {
        Time(createdAt, change.At);
        if (change.StartedAt is { } started)
        {
            Time(createdAt, started);
        }
    }

    /// <exception cref="JournalDamagedException">The journal has a time that does not exist.</exception>
    public static DateTimeOffset Time(long createdAt, long offset)
    {
        var milliseconds = unchecked(createdAt + offset);
        return milliseconds >= 0 && milliseconds <= EngineClock.Latest
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw RecordReader.Damage($"a time is {milliseconds}");
    }
}
