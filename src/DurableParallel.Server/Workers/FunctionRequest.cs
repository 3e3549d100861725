namespace DurableParallel.Server;

/// <summary>An event for a function that runs in the server's own process.</summary>
public sealed class FunctionRequest
{
    internal FunctionRequest()
    {
    }

    /// <summary>What the invocation is called.</summary>
    public required string RequestId { get; init; }

    /// <summary>The ARN of the function, with its version.</summary>
    public required string FunctionArn { get; init; }

    /// <summary>The event, which is that of a durable invocation, or the input of a plain function.</summary>
    public required Stream Payload { get; init; }

    /// <summary>When the invocation must have ended.</summary>
    public required DateTimeOffset TimeoutTimestamp { get; init; }

    /// <summary>For whom it runs; null for nobody in particular.</summary>
    public string? TenantId { get; init; }
}
