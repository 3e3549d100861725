using DurableParallel.Errors;
using DurableParallel.Retrying;

namespace DurableParallel;

/// <summary>
/// Whether and when a failed attempt is repeated. maxAttempts counts the first attempt. Delays are rounded up to whole
/// milliseconds and to 1 at least when they are recorded, on AWS to whole seconds, and recorded once, so chance in them does
/// not disturb replay. Immutable and safe from any thread.
/// </summary>
public abstract class RetryStrategy
{
    private protected RetryStrategy()
    {
    }

    /// <summary>No retry: the first failure is final.</summary>
    public static RetryStrategy None { get; } = new BackoffRetryStrategy(1, Backoff.None);

    /// <summary>6 attempts, 5 s, twice as long each time, at most 60 s, full jitter.</summary>
    public static RetryStrategy Default { get; } = Exponential(6, TimeSpan.FromSeconds(5), rate: 2, TimeSpan.FromSeconds(60));

    /// <summary>Delays that grow by a factor.</summary>
    /// <param name="maxAttempts">How many attempts there are, the first one counted; at least 1.</param>
    /// <param name="initialDelay">The delay after the first attempt; 0 to 366 days.</param>
    /// <param name="rate">The factor from one delay to the next; at least 1.</param>
    /// <param name="maxDelay">The longest delay before jitter; 0 to 366 days; null is 366 days.</param>
    /// <param name="jitter">How much of the delay is left to chance.</param>
    /// <returns>The strategy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside of its range.</exception>
    public static RetryStrategy Exponential(int maxAttempts, TimeSpan initialDelay, double rate = 2, TimeSpan? maxDelay = null, Jitter jitter = Jitter.Full) =>
        new BackoffRetryStrategy(RetryArguments.CheckAttempts(maxAttempts, nameof(maxAttempts)), Backoff.Exponential(initialDelay, rate, maxDelay, jitter));

    /// <summary>Delays that grow by an amount.</summary>
    /// <param name="maxAttempts">How many attempts there are, the first one counted; at least 1.</param>
    /// <param name="initialDelay">The delay after the first attempt; 0 to 366 days.</param>
    /// <param name="increment">What each further delay has more; 0 to 366 days. No delay gets longer than 366 days.</param>
    /// <param name="jitter">How much of the delay is left to chance.</param>
    /// <returns>The strategy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside of its range.</exception>
    public static RetryStrategy Linear(int maxAttempts, TimeSpan initialDelay, TimeSpan increment, Jitter jitter = Jitter.None) =>
        new BackoffRetryStrategy(RetryArguments.CheckAttempts(maxAttempts, nameof(maxAttempts)), Backoff.Linear(initialDelay, increment, jitter));

    /// <summary>The same delay each time.</summary>
    /// <param name="maxAttempts">How many attempts there are, the first one counted; at least 1.</param>
    /// <param name="delay">The delay; 0 to 366 days.</param>
    /// <returns>The strategy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside of its range.</exception>
    public static RetryStrategy Fixed(int maxAttempts, TimeSpan delay) =>
        new BackoffRetryStrategy(RetryArguments.CheckAttempts(maxAttempts, nameof(maxAttempts)), Backoff.Fixed(delay));

    /// <summary>A rule of your own. It is given the error and the number of the attempt that failed, from 1.</summary>
    /// <param name="decide">The rule. In a retried block it is asked again on replay, so it must decide the same for the same arguments.</param>
    /// <returns>The strategy.</returns>
    /// <exception cref="ArgumentNullException">The rule is null.</exception>
    public static RetryStrategy Custom(Func<Exception, int, RetryDecision> decide)
    {
        Misuse.ThrowIfNull(decide);
        return new CustomRetryStrategy(decide);
    }

    /// <summary>
    /// This strategy for errors of the type only, derived ones included, and for errors and failed operations that were
    /// caused by one, as <see cref="OperationFailedException.IsCausedBy{TException}"/> says; others are final. The type may be
    /// one of this library's, for example <see cref="CallbackTimedOutException"/>. Further calls add types: the error must
    /// be of one of them.
    /// </summary>
    /// <typeparam name="TException">The type of errors that are worth another attempt.</typeparam>
    /// <returns>The strategy with the filter; this one is not changed.</returns>
    public RetryStrategy For<TException>()
        where TException : Exception =>
        FilteredRetryStrategy.From(this).WithType(CauseChain.Is<TException>);

    /// <summary>This strategy for errors that the predicate accepts; others are final. Further calls narrow it: all predicates must accept.</summary>
    /// <param name="predicate">Whether an error is retried.</param>
    /// <returns>The strategy with the filter; this one is not changed.</returns>
    /// <exception cref="ArgumentNullException">The predicate is null.</exception>
    public RetryStrategy When(Func<Exception, bool> predicate)
    {
        Misuse.ThrowIfNull(predicate);
        return FilteredRetryStrategy.From(this).WithPredicate(predicate);
    }

    /// <summary>The decision after a failed attempt. Code that uses the library wrongly is not tried again. May throw, as a rule may be user code.</summary>
    /// <param name="error">What the attempt threw.</param>
    /// <param name="attempt">The number of the attempt, from 1.</param>
    /// <param name="chance">Where jitter comes from.</param>
    internal RetryDecision DecideAfter(Exception error, int attempt, Random chance) =>
        Misuse.IsIn(error) ? RetryDecision.Stop : Decide(error, attempt, chance);

    /// <summary>Asked after a failed attempt. Runs user code, which may throw.</summary>
    /// <param name="error">What the attempt threw.</param>
    /// <param name="attempt">The number of the attempt, from 1.</param>
    /// <param name="chance">Where jitter comes from.</param>
    internal abstract RetryDecision Decide(Exception error, int attempt, Random chance);
}
