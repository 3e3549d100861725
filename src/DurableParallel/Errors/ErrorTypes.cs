namespace DurableParallel.Errors;

/// <summary>Error types on record that are no exception's name.</summary>
internal static class ErrorTypes
{
    /// <summary>The error type of a callback whose own time was up.</summary>
    public const string CallbackTimeout = "Callback.Timeout";

    /// <summary>The error type of a callback whose heartbeat did not come.</summary>
    public const string CallbackHeartbeat = "Callback.Heartbeat";

    /// <summary>The error type of an execution that was canceled.</summary>
    public const string CanceledExecution = "Execution.Canceled";

    /// <summary>The error type of a context that was left because its execution was canceled.</summary>
    public const string CanceledContext = "Context.Canceled";

    /// <summary>The error type of a wait for an event whose time was up.</summary>
    public const string EventTimeout = "Event.Timeout";

    /// <summary>The error type of an event whose value the waiting code cannot read.</summary>
    public const string EventUnreadable = "Event.Unreadable";
}
