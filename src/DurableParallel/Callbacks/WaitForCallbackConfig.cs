namespace DurableParallel;

/// <summary>How <c>WaitForCallbackAsync</c> waits, and how often its submitter is tried. Immutable.</summary>
public sealed record WaitForCallbackConfig : CallbackConfig
{
    /// <summary>When a failed attempt of the submitter is repeated.</summary>
    /// <value>Default: null, which is <see cref="RetryStrategy.Default"/>.</value>
    public RetryStrategy? Retry { get; init; }
}
