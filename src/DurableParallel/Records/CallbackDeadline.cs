using DurableParallel.Errors;

namespace DurableParallel.Records;

/// <summary>
/// When a callback times out. A heartbeat restarts the heartbeat's interval and never the callback's own time.
/// </summary>
internal static class CallbackDeadline
{
    /// <summary>The error of a callback whose own time was up.</summary>
    public static DurableError TimeoutError { get; } = new(ErrorTypes.CallbackTimeout, "Callback timed out");

    /// <summary>Null when neither limit is set.</summary>
    public static DateTimeOffset? Of(CallbackOptions options, DateTimeOffset started, DateTimeOffset lastSign)
    {
        DateTimeOffset? timeout = options.TimeoutMilliseconds > 0 ? started.AddMilliseconds(options.TimeoutMilliseconds) : null;
        DateTimeOffset? heartbeat = options.HeartbeatTimeoutMilliseconds > 0 ? lastSign.AddMilliseconds(options.HeartbeatTimeoutMilliseconds) : null;
        return heartbeat is null || timeout <= heartbeat ? timeout : heartbeat;
    }

    /// <summary>The error of a callback that has timed out at its due time.</summary>
    public static DurableError ErrorOf(OperationRecord callback) =>
        callback.Options is CallbackOptions { TimeoutMilliseconds: > 0 } options && callback.StartTimestamp.AddMilliseconds(options.TimeoutMilliseconds) <= callback.DueTimestamp
            ? TimeoutError
            : new DurableError(ErrorTypes.CallbackHeartbeat, "Callback timed out on heartbeat");
}
