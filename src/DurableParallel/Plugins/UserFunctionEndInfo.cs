namespace DurableParallel;

/// <summary>A body that has ended.</summary>
public sealed class UserFunctionEndInfo : UserFunctionInfo
{
    /// <summary>When the body ended, by the host's clock.</summary>
    public required DateTimeOffset EndTimestamp { get; init; }

    /// <summary>How it ended.</summary>
    public required UserFunctionOutcome Outcome { get; init; }

    /// <summary>What the body threw; null otherwise.</summary>
    public Exception? Error { get; init; }
}
