namespace DurableParallel.Engine;

/// <summary>One event of an execution's history.</summary>
public sealed record HistoryEvent
{
    /// <summary>The place in the history, from 1 and without gaps.</summary>
    public required int EventId { get; init; }

    /// <summary>What happened.</summary>
    public required HistoryEventType EventType { get; init; }

    /// <summary>When it was recorded, to the millisecond.</summary>
    public required DateTimeOffset EventTimestamp { get; init; }

    /// <summary>The operation's id in hex; null for events of the execution itself.</summary>
    public string? Id { get; init; }

    /// <summary>The operation's name; null when it has none.</summary>
    public string? Name { get; init; }

    /// <summary>The id of the recorded context above; null at the root.</summary>
    public string? ParentId { get; init; }

    /// <summary>What tells operations of one type apart, for example "Parallel"; null when it was not given.</summary>
    public string? SubType { get; init; }

    /// <summary>The input or the result; null when there is none.</summary>
    public string? Payload { get; init; }

    /// <summary>The error; null when there is none.</summary>
    public DurableError? Error { get; init; }

    /// <summary>For the end of a context: whether its value was too large to be kept, so that replay runs its body again.</summary>
    public bool ReplayChildren { get; init; }

    /// <summary>For the end of a step's attempt, which attempt it was; null elsewhere.</summary>
    public RetryDetails? RetryDetails { get; init; }

    /// <summary>For a wait, its length; null elsewhere.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>For the start of a wait, when it will be over; null elsewhere.</summary>
    public DateTimeOffset? ScheduledEndTimestamp { get; init; }

    /// <summary>For the start of a callback, the id under which it is completed; null elsewhere.</summary>
    public string? CallbackId { get; init; }

    /// <summary>For an event that was raised in the execution, what it is recognized by when it is raised again; null elsewhere, and when it is not.</summary>
    public string? RaisedEventId { get; init; }

    /// <summary>For an event that the execution raises in another one, the name of that; null elsewhere.</summary>
    public string? TargetExecutionName { get; init; }

    /// <summary>For the start of a callback, or of a wait for an event, that has a limit, the limit; null elsewhere.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>For the start of a callback that must give signs of life, how long it may be without one; null elsewhere.</summary>
    public TimeSpan? HeartbeatTimeout { get; init; }

    /// <summary>For the start of an invoke, the function as the code named it; null elsewhere.</summary>
    public string? FunctionName { get; init; }

    /// <summary>For the start of an invoke, and of an execution that was invoked, for whom it runs; null elsewhere and for nobody in particular.</summary>
    public string? TenantId { get; init; }

    /// <summary>For an invoke, the name of the execution that it has become; null elsewhere.</summary>
    public string? InvokedExecutionName { get; init; }

    /// <summary>For the end of an invocation, what it was called; null elsewhere.</summary>
    public string? RequestId { get; init; }

    /// <summary>For the end of an invocation, when it began; null elsewhere.</summary>
    public DateTimeOffset? InvocationStartTimestamp { get; init; }

    /// <summary>For a retry, what runs anew; null elsewhere.</summary>
    public RetriedOperations? Retried { get; init; }

    /// <summary>For the start of an execution, how long it may take; null elsewhere and when there is no limit.</summary>
    public TimeSpan? ExecutionTimeout { get; init; }
}
