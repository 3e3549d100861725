namespace DurableParallel.Engine;

/// <summary>A callback in a list: one that can be completed.</summary>
public sealed record CallbackSummary
{
    /// <summary>The id under which it is completed.</summary>
    public required string CallbackId { get; init; }

    /// <summary>The name that the code gave to it, or to the wait for it, and by which it can be completed; null when it has none.</summary>
    public string? Name { get; init; }

    /// <summary>The name of the execution that waits for it.</summary>
    public required string ExecutionName { get; init; }

    /// <summary>The function that the execution runs.</summary>
    public required string FunctionName { get; init; }

    /// <summary>The version of the function.</summary>
    public required int Version { get; init; }

    /// <summary>When it was created, to the millisecond.</summary>
    public required DateTimeOffset StartTimestamp { get; init; }

    /// <summary>When it times out unless a completion or a heartbeat comes before; null for never.</summary>
    public DateTimeOffset? TimeoutTimestamp { get; init; }

    /// <summary>How long the time between two heartbeats may be; null for no limit.</summary>
    public TimeSpan? HeartbeatTimeout { get; init; }
}
