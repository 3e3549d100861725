namespace DurableParallel;

/// <summary>What an execution says of itself.</summary>
public sealed class StatusInfo
{
    /// <summary>The execution's ARN.</summary>
    public required string ExecutionArn { get; init; }

    /// <summary>The invocation whose code said it.</summary>
    public required string RequestId { get; init; }

    /// <summary>The status as the function's serializer has written it; null when it was written as no payload.</summary>
    public string? Payload { get; init; }
}
