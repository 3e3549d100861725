namespace DurableParallel;

/// <summary>How a step runs. Immutable.</summary>
public sealed record StepConfig
{
    /// <summary>When a failed attempt is repeated.</summary>
    /// <value>Default: null, which is <see cref="RetryStrategy.Default"/>.</value>
    public RetryStrategy? Retry { get; init; }

    /// <summary>What happens when the process ends in the middle of an attempt.</summary>
    /// <value>Default: <see cref="StepSemantics.AtLeastOncePerRetry"/>.</value>
    public StepSemantics Semantics { get; init; }

    /// <summary>The serializer of the step's result.</summary>
    /// <value>Default: null, the function's.</value>
    public IDurableSerializer? Serializer { get; init; }
}
