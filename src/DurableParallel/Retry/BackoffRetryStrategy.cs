namespace DurableParallel.Retry;

/// <summary>So many attempts, with a delay in seconds that depends on the number of the failed one.</summary>
internal sealed class BackoffRetryStrategy(int maxAttempts, Func<int, double> delay, Jitter jitter) : RetryStrategy
{
    internal override RetryDecision Decide(Exception error, int attempt, Random chance)
    {
        if (attempt >= maxAttempts)
        {
            return RetryDecision.Stop;
        }

        var seconds = delay(attempt);
        seconds = jitter switch
        {
            Jitter.Full => seconds * chance.NextDouble(),
            Jitter.Half => seconds * (0.5 + (chance.NextDouble() / 2)),
            _ => seconds,
        };
        return RetryDecision.After(TimeSpan.FromSeconds(seconds));
    }
}
