namespace DurableParallel;

/// <summary>The body of a step's attempt, or of a context.</summary>
public class UserFunctionInfo
{
    /// <summary>The execution's ARN.</summary>
    public required string ExecutionArn { get; init; }

    /// <summary>The id of the operation whose body it is.</summary>
    public required string OperationId { get; init; }

    /// <summary>The operation's name; null when it has none.</summary>
    public string? Name { get; init; }

    /// <summary>The operation's path, as <see cref="OperationInfo.Path"/> has it. Null where it was not given.</summary>
    public string? Path { get; init; }

    /// <summary>What kind of operation it is.</summary>
    public required OperationType Type { get; init; }

    /// <summary>What tells operations of one type apart; null for a context without a record.</summary>
    public string? SubType { get; init; }

    /// <summary>The id of the context with a record that the operation is in; null in the function itself.</summary>
    public string? ParentId { get; init; }

    /// <summary>The number of the attempt, from 1; 1 for a context.</summary>
    public required int Attempt { get; init; }

    /// <summary>When the body began, by the host's clock.</summary>
    public required DateTimeOffset StartTimestamp { get; init; }

    /// <summary>Whether the operation was on record when this invocation began.</summary>
    public required bool IsReplay { get; init; }

    /// <summary>Whether the context has ended and is run again only for the values of its children.</summary>
    public required bool IsReplayingChildren { get; init; }
}
