using System.Diagnostics.CodeAnalysis;
using DurableParallel.Conditions;
using DurableParallel.Errors;
using DurableParallel.Retrying;

namespace DurableParallel;

/// <summary>
/// Whether a condition holds, and when it is checked again. It is asked after every check with the state that the check
/// returned, as it was recorded. maxAttempts counts the first check. What they have in common with
/// <see cref="RetryStrategy"/> is given in the same order. Delays are rounded up to whole milliseconds and to 1
/// at least when they are recorded, on AWS to whole seconds, and recorded once, so chance in them does not disturb replay.
/// Immutable and safe from any thread.
/// </summary>
/// <typeparam name="TState">The type of the state that goes from check to check.</typeparam>
[SuppressMessage("Design", "CA1000", Justification = "The type of the state is given once, by the configuration, and the factories read best on the strategy.")]
public abstract class WaitStrategy<TState>
{
    private protected WaitStrategy()
    {
    }

    /// <summary>The same delay each time.</summary>
    /// <param name="until">Whether the condition holds in this state.</param>
    /// <param name="delay">The delay; 0 to 366 days.</param>
    /// <param name="maxAttempts">How many checks there are, the first one counted; at least 1; null is no limit.</param>
    /// <returns>The strategy.</returns>
    /// <exception cref="ArgumentNullException">The predicate is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside of its range.</exception>
    public static WaitStrategy<TState> Fixed(Func<TState, bool> until, TimeSpan delay, int? maxAttempts = null) =>
        Until(Backoff.Fixed(delay), until, maxAttempts);

    /// <summary>Delays that grow by a factor.</summary>
    /// <param name="until">Whether the condition holds in this state.</param>
    /// <param name="initialDelay">The delay after the first check; 0 to 366 days.</param>
    /// <param name="rate">The factor from one delay to the next; at least 1.</param>
    /// <param name="maxDelay">The longest delay before jitter; 0 to 366 days; null is 366 days.</param>
    /// <param name="jitter">How much of the delay is left to chance.</param>
    /// <param name="maxAttempts">How many checks there are, the first one counted; at least 1; null is no limit.</param>
    /// <returns>The strategy.</returns>
    /// <exception cref="ArgumentNullException">The predicate is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside of its range.</exception>
    public static WaitStrategy<TState> Exponential(
        Func<TState, bool> until,
        TimeSpan initialDelay,
        double rate = 2,
        TimeSpan? maxDelay = null,
        Jitter jitter = Jitter.Full,
        int? maxAttempts = null) =>
        Until(Backoff.Exponential(initialDelay, rate, maxDelay, jitter), until, maxAttempts);

    /// <summary>Delays that grow by an amount.</summary>
    /// <param name="until">Whether the condition holds in this state.</param>
    /// <param name="initialDelay">The delay after the first check; 0 to 366 days.</param>
    /// <param name="increment">What each further delay has more; 0 to 366 days. No delay gets longer than 366 days.</param>
    /// <param name="jitter">How much of the delay is left to chance.</param>
    /// <param name="maxAttempts">How many checks there are, the first one counted; at least 1; null is no limit.</param>
    /// <returns>The strategy.</returns>
    /// <exception cref="ArgumentNullException">The predicate is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside of its range.</exception>
    public static WaitStrategy<TState> Linear(
        Func<TState, bool> until,
        TimeSpan initialDelay,
        TimeSpan increment,
        Jitter jitter = Jitter.None,
        int? maxAttempts = null) =>
        Until(Backoff.Linear(initialDelay, increment, jitter), until, maxAttempts);

    /// <summary>
    /// A rule of your own. It is given the state and the number of the check, from 1. It has no maximum but the one that
    /// it keeps itself: to give up, throw, which fails the wait.
    /// </summary>
    /// <param name="decide">The rule. It may be asked again with the same arguments, and must then decide the same.</param>
    /// <returns>The strategy.</returns>
    /// <exception cref="ArgumentNullException">The rule is null.</exception>
    public static WaitStrategy<TState> Custom(Func<TState, int, WaitDecision> decide)
    {
        Misuse.ThrowIfNull(decide);
        return new CustomWaitStrategy<TState>(decide);
    }

    /// <summary>Asked after a check. Runs user code, which may throw. Null says that the condition does not hold and no check is left.</summary>
    /// <param name="state">What the check returned.</param>
    /// <param name="attempt">The number of the check, from 1.</param>
    /// <param name="chance">Where jitter comes from.</param>
    internal abstract WaitDecision? Decide(TState state, int attempt, Random chance);

    private static BackoffWaitStrategy<TState> Until(Backoff backoff, Func<TState, bool> until, int? maxAttempts)
    {
        Misuse.ThrowIfNull(until);
        if (maxAttempts is { } limit)
        {
            RetryArguments.CheckAttempts(limit, nameof(maxAttempts));
        }

        return new BackoffWaitStrategy<TState>(maxAttempts, backoff, until);
    }
}
