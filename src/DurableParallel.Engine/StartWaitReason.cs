namespace DurableParallel.Engine;

/// <summary>What an execution that was accepted waits for before it begins.</summary>
public enum StartWaitReason
{
    /// <summary>For the time that it was to begin at: <see cref="StartOptions.StartAt"/>.</summary>
    StartTime,

    /// <summary>Until an execution of its function ends: <see cref="DurableFunctionOptions.MaxConcurrentExecutions"/>.</summary>
    MaxConcurrentExecutions,

    /// <summary>Until an execution of its function and its key ends: <see cref="DurableFunctionOptions.ConcurrencyKey"/>.</summary>
    ConcurrencyKey,

    /// <summary>Until its function may begin a further execution: <see cref="DurableFunctionOptions.RateLimit"/>.</summary>
    RateLimit,
}
