namespace DurableParallel.Engine.Limiting;

/// <summary>
/// The tokens of a <see cref="RateLimit"/>, as the time at which the bucket would be full again. Times are milliseconds of a clock
/// that never runs backwards. Not safe for several threads.
/// </summary>
internal sealed class TokenBucket(RateLimit limit)
{
    private readonly double _perToken = limit.Per.TotalMilliseconds / limit.Count;
    private double _fullAt = double.MinValue;

    /// <summary>When there is a token; now or earlier while there is one.</summary>
    public long NextAt => _fullAt == double.MinValue ? long.MinValue : (long)Math.Ceiling(_fullAt - ((limit.Burst - 1) * _perToken));

    /// <summary>Takes a token. False when there is none.</summary>
    public bool TryTake(long now)
    {
        if (NextAt > now)
        {
            return false;
        }

        _fullAt = Math.Max(_fullAt, now) + _perToken;
        return true;
    }

    /// <summary>Gives back a token that was not needed.</summary>
    public void Return() => _fullAt -= _perToken;
}
