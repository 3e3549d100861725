namespace DurableParallel;

/// <summary>What happens to a step whose process ended in the middle of its body.</summary>
public enum StepSemantics
{
    /// <summary>The attempt runs again, so a body may run more than once an attempt. The start need not be durable before the body.</summary>
    AtLeastOncePerRetry,

    /// <summary>
    /// The attempt counts as failed with <see cref="StepInterruptedException"/>, which the retry strategy decides about;
    /// a body runs at most once an attempt. The start is durable before the body.
    /// </summary>
    AtMostOncePerRetry,
}
