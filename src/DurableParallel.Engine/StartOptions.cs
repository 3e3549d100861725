using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel.Engine;

/// <summary>What holds for one execution beyond its function and its input. Immutable.</summary>
public sealed record StartOptions
{
    /// <summary>The longest idempotency key, in characters.</summary>
    internal const int LongestIdempotencyKey = 256;

    private readonly TimeSpan? _timeout;
    private readonly string? _idempotencyKey;

    /// <summary>
    /// How long the execution may take from its start to its end, downtime included; then it ends as
    /// <see cref="ExecutionStatus.TimedOut"/>. Recorded with the execution, so it holds in every process that goes on with it.
    /// </summary>
    /// <value>Rounded up to whole seconds, at least 1 s, at most 31,622,400 s (366 days). Default: null, the function's <see cref="DurableFunctionOptions.ExecutionTimeout"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or too long.</exception>
    public TimeSpan? Timeout
    {
        get => _timeout;
        init
        {
            if (value is { } timeout)
            {
                DurationRule.ToWholeSeconds(timeout, nameof(Timeout));
            }

            _timeout = value;
        }
    }

    /// <summary>
    /// What makes two starts of one name the same, in place of the input: when the execution was started with a key and is
    /// started again with one, the keys are compared and the inputs are not. Where one of the two has none, the inputs are.
    /// Recorded with the execution.
    /// </summary>
    /// <value>1 to 256 whole characters. Default: null, the input.</value>
    /// <exception cref="ArgumentException">The text is empty or too long, or has half of a character, a lone surrogate.</exception>
    public string? IdempotencyKey
    {
        get => _idempotencyKey;
        init
        {
            if (value is not null)
            {
                CheckIdempotencyKey(value, nameof(IdempotencyKey));
            }

            _idempotencyKey = value;
        }
    }

    internal static void CheckIdempotencyKey(string key, string parameter)
    {
        if (key.Length is 0 or > LongestIdempotencyKey || LoneSurrogates.IsIn(key))
        {
            throw new ArgumentException($"An idempotency key has 1 to {LongestIdempotencyKey} whole characters; this one has {key.Length}.", parameter);
        }
    }
}
