using DurableParallel.Errors;

namespace DurableParallel;

/// <summary>How many executions of a function may begin in a time. Immutable.</summary>
/// <remarks>
/// A bucket of tokens: each execution that begins takes one, and <see cref="Count"/> of them come back in <see cref="Per"/>, one after
/// the other. The bucket holds <see cref="Burst"/>, and is full when the engine is opened.
/// </remarks>
public sealed record RateLimit
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>A limit.</summary>
    /// <param name="count">How many may begin in the time, 1 or more.</param>
    /// <param name="per">The time, above 0 and at most 366 days.</param>
    /// <param name="burst">How many may begin at once when none has begun for long, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public RateLimit(int count, TimeSpan per, int burst = 1)
    {
        Count = OptionRange.AtLeast(count, 1, option: nameof(count));
        Per = OptionRange.AboveZero(per, Longest, option: nameof(per));
        Burst = OptionRange.AtLeast(burst, 1, option: nameof(burst));
    }

    /// <summary>How many may begin in the time.</summary>
    public int Count { get; }

    /// <summary>The time.</summary>
    public TimeSpan Per { get; }

    /// <summary>How many may begin at once when none has begun for long.</summary>
    public int Burst { get; }
}
