using DurableParallel.Records;

namespace DurableParallel;

/// <summary>How a step runs. Immutable.</summary>
public sealed record StepConfig
{
    /// <summary>The default of <see cref="TimeoutGrace"/>: 5 seconds.</summary>
    public static readonly TimeSpan DefaultTimeoutGrace = TimeSpan.FromSeconds(5);

    /// <summary>When a failed attempt is repeated.</summary>
    /// <value>Default: null, which is <see cref="RetryStrategy.Default"/>.</value>
    public RetryStrategy? Retry { get; init; }

    /// <summary>What happens when the process ends in the middle of an attempt.</summary>
    /// <value>Default: <see cref="StepSemantics.AtLeastOncePerRetry"/>.</value>
    public StepSemantics Semantics { get; init; }

    /// <summary>The serializer of the step's result, and of the details of heartbeats.</summary>
    /// <value>Default: null, the function's.</value>
    public IDurableSerializer? Serializer { get; init; }

    /// <summary>
    /// How long one attempt may take, by the host's clock. When it is over, the attempt's token is signalled; after
    /// <see cref="TimeoutGrace"/> at most the attempt has failed with a <see cref="TimeoutException"/>, also when the body
    /// goes on. Each attempt has the whole time, also one that begins again because its process ended.
    /// </summary>
    /// <value>Above 0, at most 31,622,400 s (366 days). Default: null, no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public TimeSpan? Timeout
    {
        get;
        init => field = DurationRule.CheckLimit(value, nameof(Timeout));
    }

    /// <summary>
    /// How long an attempt may go on without a call of <see cref="StepContext.Heartbeat()"/>, from its start or from the
    /// latest call, by the host's clock. When it is over, the attempt ends as one whose <see cref="Timeout"/> is over.
    /// </summary>
    /// <value>Above 0, at most 31,622,400 s (366 days). Default: null, no limit, and no heartbeats are taken.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public TimeSpan? HeartbeatTimeout
    {
        get;
        init => field = DurationRule.CheckLimit(value, nameof(HeartbeatTimeout));
    }

    /// <summary>
    /// How long a body has from the signal of its token to its end, once its time is over. A body that has not ended by
    /// then is left to itself: the attempt fails without it, and what it comes to is dropped.
    /// </summary>
    /// <value>0 to 31,622,400 s (366 days). Default: 5 seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public TimeSpan TimeoutGrace
    {
        get;
        init => field = DurationRule.CheckGrace(value, nameof(TimeoutGrace));
    }

    = DefaultTimeoutGrace;
}
