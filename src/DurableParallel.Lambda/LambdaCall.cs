namespace DurableParallel.Lambda;

/// <summary>What Lambda says of one invocation beside its event. Immutable.</summary>
public sealed record LambdaCall
{
    /// <summary>Lambda's id of this invocation, for log lines and plugins.</summary>
    /// <value>Null when it is not known; then one is made up.</value>
    public string? RequestId { get; init; }

    /// <summary>The ARN under which the function was invoked, by which functions that share a process are told apart.</summary>
    /// <value>Null when it is not known; then the execution's ARN says it.</value>
    public string? InvokedFunctionArn { get; init; }

    /// <summary>When Lambda ends the process. Shortly before, what is recorded is sent and the invocation is ended in order.</summary>
    /// <value>Null for no deadline.</value>
    public DateTimeOffset? TimeoutTimestamp { get; init; }

    /// <summary>Whether the host says that the last invocation was suspended. AWS does not say.</summary>
    internal bool IsResumed { get; init; }
}
