using DurableParallel.Records;

namespace DurableParallel;

/// <summary>How long code waits for an event, and how its value is read. Immutable.</summary>
public sealed record EventConfig
{
    /// <summary>How long the wait may take.</summary>
    /// <value>Above 0, at most 366 days; rounded up to whole milliseconds. Default: null, no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public TimeSpan? Timeout
    {
        get;
        init => field = DurationRule.CheckLimit(value, nameof(Timeout));
    }

    /// <summary>The serializer that reads the event's value.</summary>
    /// <value>Default: null, the function's.</value>
    public IDurableSerializer? Serializer { get; init; }
}
