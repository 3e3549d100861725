namespace DurableParallel.Engine;

/// <summary>A schedule as it stood when it was asked for.</summary>
public sealed record ScheduleInfo
{
    /// <summary>The schedule's name, unique among those of its journal.</summary>
    public required string Name { get; init; }

    /// <summary>What it starts, and when.</summary>
    public required ScheduleSpec Spec { get; init; }

    /// <summary>Whether it starts nothing until it is resumed.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Why it was paused, as who paused it said; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>Whether the application declares it, and changes and deletes it when it starts.</summary>
    public bool IsDeclared { get; init; }

    /// <summary>When the next execution begins, its jitter included; null while it is paused, and when there is none any more.</summary>
    public DateTimeOffset? NextTimestamp { get; init; }

    /// <summary>The name of the execution that was started last; null for none.</summary>
    public string? LastExecutionName { get; init; }

    /// <summary>How many executions it has started, those by hand included.</summary>
    public long Started { get; init; }

    /// <summary>How many times were skipped, since an earlier execution ran, or the start was refused.</summary>
    public long Skipped { get; init; }

    /// <summary>Why the latest start was refused; null when it was not.</summary>
    public string? LastError { get; init; }
}
