namespace DurableParallel.Retrying;

/// <summary>The user's own rule.</summary>
internal sealed class CustomRetryStrategy(Func<Exception, int, RetryDecision> decide) : RetryStrategy
{
    internal override RetryDecision Decide(Exception error, int attempt, Random chance)
    {
        var decision = decide(error, attempt);
        if (decision.Retry)
        {
            RetryArguments.CheckDelay(decision.Delay, nameof(RetryDecision.Delay));
        }

        return decision;
    }
}
