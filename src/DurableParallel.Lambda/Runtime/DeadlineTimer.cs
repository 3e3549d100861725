using DurableParallel.Lambda.History;

namespace DurableParallel.Lambda.Runtime;

/// <summary>Ends an invocation in order, shortly before Lambda ends the process.</summary>
internal static class DeadlineTimer
{
    // For the call in flight and one more.
    private static readonly TimeSpan LongestMargin = TimeSpan.FromSeconds(2);

    // Timers take no more than 49 days; who is given a deadline so far away has another time than the service, and none to keep.
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(40);
    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>Null when there is no deadline that could be kept.</summary>
    public static ITimer? Start(InvocationSetting setting, Action<DateTimeOffset> onDeadline)
    {
        if (setting.Call.TimeoutTimestamp is not { } deadline)
        {
            return null;
        }

        var remaining = deadline - setting.Clock.GetUtcNow();
        if (remaining > Farthest)
        {
            return null;
        }

        var margin = remaining / 4 < LongestMargin ? remaining / 4 : LongestMargin;
        var wait = remaining - margin;
        return setting.Clock.CreateTimer(_ => onDeadline(deadline), null, wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How long a process that ends during an invocation waits for what is to be recorded: what is left until the deadline, at most 5 s.</summary>
    public static TimeSpan LeftToRecord(DateTimeOffset? deadline, DateTimeOffset now)
    {
        var left = deadline - now ?? LongestFarewell;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < LongestFarewell ? left : LongestFarewell;
    }

    /// <summary>
    /// Whether a body that was cut off may wait for the next change of the service's, which is when an invocation that
    /// answers PENDING is followed by another. One that fails is followed at once.
    /// </summary>
    public static bool MayWait(ExecutionView view, DateTimeOffset now) =>
        view.HasPending && view.NextDue(DateTimeOffset.MinValue) is { } due && due - now <= LongestWait;
}
