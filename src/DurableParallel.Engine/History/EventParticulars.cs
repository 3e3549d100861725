namespace DurableParallel.Engine.History;

/// <summary>What few events of a history have. Apart from them, since a history may have very many events. Immutable.</summary>
internal sealed record EventParticulars
{
    public static EventParticulars None { get; } = new();

    public TimeSpan? Duration { get; init; }

    public DateTimeOffset? ScheduledEndTimestamp { get; init; }

    public string? CallbackId { get; init; }

    public string? RaisedEventId { get; init; }

    public string? TargetExecutionName { get; init; }

    public TimeSpan? Timeout { get; init; }

    public TimeSpan? HeartbeatTimeout { get; init; }

    public string? FunctionName { get; init; }

    public string? TenantId { get; init; }

    public string? BegunExecutionName { get; init; }

    public string? RequestId { get; init; }

    public DateTimeOffset? InvocationStartTimestamp { get; init; }

    public RetriedOperations? Retried { get; init; }

    public TimeSpan? ExecutionTimeout { get; init; }
}
