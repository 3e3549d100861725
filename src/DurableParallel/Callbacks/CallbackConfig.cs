using DurableParallel.Records;

namespace DurableParallel;

/// <summary>How long a callback waits for the outside, and how its result is read. Immutable.</summary>
public record CallbackConfig
{
    /// <summary>How long the callback may take from its creation, whatever heartbeats come.</summary>
    /// <value>Above 0, at most 366 days; rounded up to whole milliseconds, on AWS to whole seconds. Default: null, no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? Timeout
    {
        get;
        init => field = DurationRule.CheckLimit(value, nameof(Timeout));
    }

    /// <summary>How long may pass from the callback's creation to its first heartbeat, and from one heartbeat to the next.</summary>
    /// <value>Above 0, at most 366 days; rounded up to whole milliseconds, on AWS to whole seconds. Default: null, no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? HeartbeatTimeout
    {
        get;
        init => field = DurationRule.CheckLimit(value, nameof(HeartbeatTimeout));
    }

    /// <summary>The serializer of the callback's result, and of what <c>WaitForCallbackAsync</c> records of it.</summary>
    /// <value>Default: null, the function's.</value>
    public IDurableSerializer? Serializer { get; init; }
}
