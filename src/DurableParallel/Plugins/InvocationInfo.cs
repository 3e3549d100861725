namespace DurableParallel;

/// <summary>One run of a function by its host: on hosts that keep parked executions, until it leaves memory.</summary>
public class InvocationInfo
{
    /// <summary>The execution's ARN.</summary>
    public required string ExecutionArn { get; init; }

    /// <summary>What the host calls this invocation; unique.</summary>
    public required string RequestId { get; init; }

    /// <summary>Whether nothing of the execution was on record when the invocation began.</summary>
    public required bool IsFirstInvocation { get; init; }

    /// <summary>When the execution began, by the host's clock.</summary>
    public required DateTimeOffset ExecutionStartTimestamp { get; init; }

    /// <summary>The operations that are known, by id: a live view, safe to read from any thread at any time.</summary>
    public required IReadOnlyDictionary<string, OperationInfo> Operations { get; init; }
}
