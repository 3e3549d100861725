namespace DurableParallel;

/// <summary>An operation as it stood at one moment. Immutable.</summary>
public sealed class OperationInfo
{
    /// <summary>The execution's ARN.</summary>
    public required string ExecutionArn { get; init; }

    /// <summary>The operation's id, unique in its execution.</summary>
    public required string Id { get; init; }

    /// <summary>Its name; null when it has none.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// The names from the function down to it, for example "checks/validate/rules"; where there is no name, "#" and the number
    /// in its context. A slash in a name has a backslash in front. Null where it was not given.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>What kind of operation it is.</summary>
    public required OperationType Type { get; init; }

    /// <summary>What tells operations of one type apart, for example "Parallel" and "ParallelBranch".</summary>
    public string? SubType { get; init; }

    /// <summary>The id of the context with a record that it is in; null in the function itself.</summary>
    public string? ParentId { get; init; }

    /// <summary>Where it stands.</summary>
    public required OperationStatus Status { get; init; }

    /// <summary>When it began, by the host's clock; its own until the host has told.</summary>
    public DateTimeOffset? StartTimestamp { get; init; }

    /// <summary>When it ended, by the host's clock; null while it has not.</summary>
    public DateTimeOffset? EndTimestamp { get; init; }

    /// <summary>The number of a step's attempt, from 1: the one in progress, else the last; null elsewhere.</summary>
    public int? Attempt { get; init; }

    /// <summary>The payload of its value as it is on record; null while there is none.</summary>
    public string? Result { get; init; }

    /// <summary>Its error as it is on record; of a step that waits for its next attempt, that of the last.</summary>
    public DurableError? Error { get; init; }

    /// <summary>The trace in which a callback was completed from outside, or an event was raised that the code has waited for, as W3C's traceparent has it.</summary>
    /// <value>Null for all other operations, where it was completed in no trace that is recorded, and on AWS, whose service keeps none.</value>
    public string? CompletedFrom { get; init; }

    /// <summary>Whether the operation was on record when this invocation began.</summary>
    public required bool IsReplay { get; init; }
}
