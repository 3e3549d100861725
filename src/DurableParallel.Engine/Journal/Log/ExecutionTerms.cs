namespace DurableParallel.Engine.Journal.Log;

/// <summary>What holds for an execution beyond its function and its input, and what it says of itself. Most have none.</summary>
internal sealed record ExecutionTerms
{
    /// <summary>The version of an execution whose function was unknown when it was invoked: any will do.</summary>
    public const int AnyVersion = -1;

    /// <summary>How long it may take from its creation to its end, in milliseconds; 0 is for ever.</summary>
    public long TimeoutMilliseconds { get; init; }

    /// <summary>Whether its function was unknown when it was invoked, so that version and timeout are taken from the function when it first begins.</summary>
    public bool IsUnsettled { get; init; }

    /// <summary>Who invoked it; null when somebody outside started it.</summary>
    public Invoker? Invoker { get; init; }

    /// <summary>Whether a function process runs its function, and not this one.</summary>
    public bool IsServed { get; init; }

    /// <summary>Of a served execution, whether its function is a plain one: invoked once with the input itself, and has no operations.</summary>
    public bool IsPlain { get; init; }

    /// <summary>For whom it runs; null for nobody in particular.</summary>
    public string? TenantId { get; init; }

    /// <summary>When it was retried last, in milliseconds since 1970; its time runs from then. Null when it was not, or has no limit.</summary>
    public long? RetriedAt { get; init; }

    /// <summary>That it is to be canceled; null for not so. Not in the record that creates it.</summary>
    public CancelTerms? Cancel { get; init; }

    /// <summary>Before when it does not begin, in milliseconds since 1970; null for at once.</summary>
    public long? StartAt { get; init; }

    /// <summary>When it began, in milliseconds since 1970, of one that was held back until then; null of all others.</summary>
    public long? BeganAt { get; init; }

    /// <summary>Whether its function had limits when it was accepted, so that it waits for room before it begins, and counts from then to its end.</summary>
    public bool IsLimited { get; init; }

    /// <summary>Which executions of its function it is limited with; null for none.</summary>
    public string? ConcurrencyKey { get; init; }

    /// <summary>Those with a higher one begin first.</summary>
    public int Priority { get; init; }

    /// <summary>The trace that it was started in, as W3C's traceparent has it; null for none.</summary>
    public string? StartedFrom { get; init; }

    /// <summary>The name of the execution that it is a fork of; null for none, and of forks that an earlier version made.</summary>
    public string? ForkedFrom { get; init; }

    /// <summary>Which run of its execution it is; null for the first, which may be the only one.</summary>
    public RunTerms? Run { get; init; }

    /// <summary>Whether it was accepted and may not begin yet.</summary>
    public bool IsHeld => (StartAt is not null || IsLimited) && BeganAt is null;

    /// <summary>What is compared instead of the input when it is started again; null for the input.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>What it can be searched for by; null for nothing.</summary>
    public TagSet? Tags { get; init; }

    /// <summary>What it says of itself as far as that is durable, which is the one thing here that changes; null for nothing. Not in the record that creates it.</summary>
    public string? CustomStatus { get; init; }
}
