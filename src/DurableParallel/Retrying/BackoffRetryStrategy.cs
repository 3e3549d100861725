namespace DurableParallel.Retrying;

/// <summary>So many attempts, with a delay that depends on the number of the failed one.</summary>
internal sealed class BackoffRetryStrategy(int maxAttempts, Backoff backoff) : RetryStrategy
{
    internal override RetryDecision Decide(Exception error, int attempt, Random chance) =>
        attempt >= maxAttempts ? RetryDecision.Stop : RetryDecision.After(backoff.After(attempt, chance));
}
