using DurableParallel.Replay;

namespace DurableParallel.Engine;

/// <summary>What holds for one execution beyond its function and its input. Immutable.</summary>
public sealed record StartOptions
{
    private readonly TimeSpan? _timeout;

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
}
