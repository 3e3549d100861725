namespace DurableParallel.Engine;

/// <summary>Which executions are meant: those that fit everything that is set. Nothing set means all.</summary>
public sealed record ExecutionQuery
{
    /// <summary>Only executions of this function.</summary>
    public string? FunctionName { get; init; }

    /// <summary>Only executions that stand at one of these; null or none is any.</summary>
    public IReadOnlyCollection<ExecutionStatus>? Statuses { get; init; }

    /// <summary>
    /// Only executions that are held up by one of these; null or none is any. Those that have ended are held up by nothing, so
    /// that this costs what the ones that have not are.
    /// </summary>
    public IReadOnlyCollection<ExecutionState>? States { get; init; }

    /// <summary>Only executions of this version of their function.</summary>
    public int? Version { get; init; }

    /// <summary>Only the execution of exactly this name; upper and lower case differ.</summary>
    public string? Name { get; init; }

    /// <summary>Only executions whose names begin with this; upper and lower case differ.</summary>
    public string? NamePrefix { get; init; }

    /// <summary>Only executions whose names have this in them, at any place; upper and lower case differ. Null or empty is any.</summary>
    public string? NameContains { get; init; }

    /// <summary>
    /// Only executions that have all of these tags, with exactly these values. Found by an index, so that what a tag costs to
    /// find depends on how many executions have the rarest of them, and not on how many there are.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Only executions that run for this tenant; upper and lower case differ. Found by the index of tags.</summary>
    public string? TenantId { get; init; }

    /// <summary>Only executions that were started then or later. Starts are recorded to the millisecond.</summary>
    public DateTimeOffset? StartedAfter { get; init; }

    /// <summary>Only executions that were started before then.</summary>
    public DateTimeOffset? StartedBefore { get; init; }

    /// <summary>Only executions that have ended, and did so then or later. Ends are recorded to the millisecond.</summary>
    public DateTimeOffset? EndedAfter { get; init; }

    /// <summary>Only executions that have ended, and did so before then.</summary>
    public DateTimeOffset? EndedBefore { get; init; }

    /// <summary>Whether the latest started comes first. Counts for lists only.</summary>
    /// <value>By default false: in the order of their starts.</value>
    public bool Descending { get; init; }
}
