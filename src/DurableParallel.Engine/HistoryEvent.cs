using DurableParallel.Engine.History;

namespace DurableParallel.Engine;

/// <summary>One event of an execution's history.</summary>
public sealed record HistoryEvent
{
    private readonly EventParticulars _particulars = EventParticulars.None;
    private readonly EventOperation _operation;
    private readonly EventOperation _parent;
    private int _eventId;

    /// <summary>The place in the history, from 1 and without gaps.</summary>
    public required int EventId
    {
        get => _eventId;
        init => _eventId = value;
    }

    /// <summary>What happened.</summary>
    public required HistoryEventType EventType { get; init; }

    /// <summary>When it was recorded, to the millisecond.</summary>
    public required DateTimeOffset EventTimestamp { get; init; }

    /// <summary>The operation's id in hex; null for events of the execution itself.</summary>
    public string? Id
    {
        get => _operation.Id;
        init => _operation = new EventOperation(value);
    }

    /// <summary>The operation's name; null when it has none.</summary>
    public string? Name { get; init; }

    /// <summary>The id of the recorded context above; null at the root.</summary>
    public string? ParentId
    {
        get => _parent.Id;
        init => _parent = new EventOperation(value);
    }

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
    public TimeSpan? Duration
    {
        get => _particulars.Duration;
        init => _particulars = value == _particulars.Duration ? _particulars : _particulars with { Duration = value };
    }

    /// <summary>For the start of a wait, when it will be over; null elsewhere.</summary>
    public DateTimeOffset? ScheduledEndTimestamp
    {
        get => _particulars.ScheduledEndTimestamp;
        init => _particulars = value == _particulars.ScheduledEndTimestamp ? _particulars : _particulars with { ScheduledEndTimestamp = value };
    }

    /// <summary>For the start of a callback, the id under which it is completed; null elsewhere.</summary>
    public string? CallbackId
    {
        get => _particulars.CallbackId;
        init => _particulars = value == _particulars.CallbackId ? _particulars : _particulars with { CallbackId = value };
    }

    /// <summary>For an event that was raised in the execution, what it is recognized by when it is raised again; null elsewhere, and when it is not.</summary>
    public string? RaisedEventId
    {
        get => _particulars.RaisedEventId;
        init => _particulars = value == _particulars.RaisedEventId ? _particulars : _particulars with { RaisedEventId = value };
    }

    /// <summary>For an event that the execution raises in another one, the name of that; null elsewhere.</summary>
    public string? TargetExecutionName
    {
        get => _particulars.TargetExecutionName;
        init => _particulars = value == _particulars.TargetExecutionName ? _particulars : _particulars with { TargetExecutionName = value };
    }

    /// <summary>For the start of a callback, or of a wait for an event, that has a limit, the limit; null elsewhere.</summary>
    public TimeSpan? Timeout
    {
        get => _particulars.Timeout;
        init => _particulars = value == _particulars.Timeout ? _particulars : _particulars with { Timeout = value };
    }

    /// <summary>For the start of a callback that must give signs of life, how long it may be without one; null elsewhere.</summary>
    public TimeSpan? HeartbeatTimeout
    {
        get => _particulars.HeartbeatTimeout;
        init => _particulars = value == _particulars.HeartbeatTimeout ? _particulars : _particulars with { HeartbeatTimeout = value };
    }

    /// <summary>For the start of an invoke, the function as the code named it; null elsewhere.</summary>
    public string? FunctionName
    {
        get => _particulars.FunctionName;
        init => _particulars = value == _particulars.FunctionName ? _particulars : _particulars with { FunctionName = value };
    }

    /// <summary>For the start of an invoke, and of an execution that was invoked, for whom it runs; null elsewhere and for nobody in particular.</summary>
    public string? TenantId
    {
        get => _particulars.TenantId;
        init => _particulars = value == _particulars.TenantId ? _particulars : _particulars with { TenantId = value };
    }

    /// <summary>For an invoke, the name of the execution that it has become; null elsewhere.</summary>
    public string? InvokedExecutionName
    {
        get => _particulars.BegunExecutionName;
        init => _particulars = value == _particulars.BegunExecutionName ? _particulars : _particulars with { BegunExecutionName = value };
    }

    /// <summary>For the end of an invocation, what it was called; null elsewhere.</summary>
    public string? RequestId
    {
        get => _particulars.RequestId;
        init => _particulars = value == _particulars.RequestId ? _particulars : _particulars with { RequestId = value };
    }

    /// <summary>For the end of an invocation, when it began; null elsewhere.</summary>
    public DateTimeOffset? InvocationStartTimestamp
    {
        get => _particulars.InvocationStartTimestamp;
        init => _particulars = value == _particulars.InvocationStartTimestamp ? _particulars : _particulars with { InvocationStartTimestamp = value };
    }

    /// <summary>For a retry, what runs anew; null elsewhere.</summary>
    public RetriedOperations? Retried
    {
        get => _particulars.Retried;
        init => _particulars = value == _particulars.Retried ? _particulars : _particulars with { Retried = value };
    }

    /// <summary>For the start of an execution, how long it may take; null elsewhere and when there is no limit.</summary>
    public TimeSpan? ExecutionTimeout
    {
        get => _particulars.ExecutionTimeout;
        init => _particulars = value == _particulars.ExecutionTimeout ? _particulars : _particulars with { ExecutionTimeout = value };
    }

    /// <summary>The operation, as long as nobody has asked for its id.</summary>
    internal EventOperation Operation
    {
        get => _operation;
        init => _operation = value;
    }

    /// <summary>The recorded context above, likewise.</summary>
    internal EventOperation Parent
    {
        init => _parent = value;
    }

    /// <summary>Gives it its place, before anyone else has seen it.</summary>
    internal void SetEventId(int place) => _eventId = place;
}
