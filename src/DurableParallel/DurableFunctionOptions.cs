using DurableParallel.Replay;

namespace DurableParallel;

/// <summary>How a function differs from the defaults.</summary>
public sealed record DurableFunctionOptions
{
    private readonly TimeSpan? _executionTimeout;

    /// <summary>Of input, result, and of every operation that has none of its own; null for <see cref="DurableSerializer.Newtonsoft()"/>.</summary>
    public IDurableSerializer? Serializer { get; init; }

    /// <summary>
    /// How long an execution may take from its start to its end, downtime included, unless it is started with another
    /// limit; then it ends as timed out. Recorded when the execution starts, so a change concerns new ones only.
    /// </summary>
    /// <value>Rounded up to whole seconds, at least 1 s, at most 31,622,400 s (366 days). Default: null, no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative or too long.</exception>
    public TimeSpan? ExecutionTimeout
    {
        get => _executionTimeout;
        init
        {
            if (value is { } timeout)
            {
                DurationRule.ToWholeSeconds(timeout, nameof(ExecutionTimeout));
            }

            _executionTimeout = value;
        }
    }
}
