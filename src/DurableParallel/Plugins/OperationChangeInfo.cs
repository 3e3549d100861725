namespace DurableParallel;

/// <summary>What an answer of the host changed.</summary>
public sealed class OperationChangeInfo
{
    /// <summary>The execution's ARN.</summary>
    public required string ExecutionArn { get; init; }

    /// <summary>The operations whose state differs from what was known, by id.</summary>
    public required IReadOnlyDictionary<string, OperationInfo> UpdatedOperations { get; init; }

    /// <summary>The operations that are known, by id: a live view, safe to read from any thread at any time.</summary>
    public required IReadOnlyDictionary<string, OperationInfo> Operations { get; init; }
}
