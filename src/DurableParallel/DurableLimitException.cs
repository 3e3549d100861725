using DurableParallel.Errors;

namespace DurableParallel;

/// <summary>Something is larger than the host or this library allows. Nothing of it was recorded.</summary>
public sealed class DurableLimitException : DurableException
{
    /// <param name="subject">What is too large, as the beginning of a sentence, for example "The payload of step 'charge'".</param>
    /// <param name="found">How large it is.</param>
    /// <param name="limit">How large it may be.</param>
    /// <param name="one">What is counted, for example "byte".</param>
    /// <param name="many">More than one of it.</param>
    /// <param name="fix">What to do, as a sentence.</param>
    internal DurableLimitException(string subject, long found, long limit, string one, string many, string fix)
        : base(ErrorCodes.LimitExceeded, $"{subject} has {Counted.Of(found, one, many)}; at most {Counted.Of(limit, "is", "are")} allowed. {fix}")
    {
    }

    /// <param name="explanation">What is too much, and what to do, as sentences.</param>
    internal DurableLimitException(string explanation)
        : base(ErrorCodes.LimitExceeded, explanation)
    {
    }
}
