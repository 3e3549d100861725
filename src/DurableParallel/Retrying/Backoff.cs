namespace DurableParallel.Retrying;

/// <summary>The delay after each attempt: a formula in seconds, and how much of it is left to chance. Retries and waits for a condition share it.</summary>
internal sealed class Backoff
{
    private readonly Func<int, double> _seconds;
    private readonly Jitter _jitter;

    private Backoff(Func<int, double> seconds, Jitter jitter) => (_seconds, _jitter) = (seconds, jitter);

    public static Backoff None { get; } = new(static _ => 0, Jitter.None);

    public static Backoff Exponential(TimeSpan initialDelay, double rate, TimeSpan? maxDelay, Jitter jitter)
    {
        RetryArguments.CheckDelay(initialDelay, nameof(initialDelay));
        RetryArguments.CheckRate(rate, nameof(rate));
        var longest = RetryArguments.CheckDelay(maxDelay ?? RetryArguments.LongestDelay, nameof(maxDelay)).TotalSeconds;
        var first = initialDelay.TotalSeconds;
        return new Backoff(
            attempt => Math.Min(longest, first == 0 ? 0 : first * Math.Pow(rate, attempt - 1)),
            RetryArguments.CheckJitter(jitter, nameof(jitter)));
    }

    public static Backoff Linear(TimeSpan initialDelay, TimeSpan increment, Jitter jitter)
    {
        var first = RetryArguments.CheckDelay(initialDelay, nameof(initialDelay)).TotalSeconds;
        var more = RetryArguments.CheckDelay(increment, nameof(increment)).TotalSeconds;
        return new Backoff(
            attempt => Math.Min(RetryArguments.LongestDelay.TotalSeconds, first + (more * (attempt - 1))),
            RetryArguments.CheckJitter(jitter, nameof(jitter)));
    }

    public static Backoff Fixed(TimeSpan delay)
    {
        var seconds = RetryArguments.CheckDelay(delay, nameof(delay)).TotalSeconds;
        return new Backoff(_ => seconds, Jitter.None);
    }

    /// <param name="attempt">The attempt that has ended, from 1.</param>
    /// <param name="chance">Where jitter comes from.</param>
    public TimeSpan After(int attempt, Random chance)
    {
        var seconds = _seconds(attempt);
        return TimeSpan.FromSeconds(_jitter switch
        {
            Jitter.Full => seconds * chance.NextDouble(),
            Jitter.Half => seconds * (0.5 + (chance.NextDouble() / 2)),
            _ => seconds,
        });
    }
}
