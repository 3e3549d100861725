namespace DurableParallel.Engine.Purging;

/// <summary>
/// The wall clock as retention believes it, which deletes what cannot be brought back. A time is believed when every look of
/// the last hour agrees that it has come; where they differ, the earliest counts. The hour is one of time that passed, so
/// setting the wall clock does not shorten it. For one caller at a time.
/// </summary>
internal sealed class BelievedClock
{
    /// <summary>How long the looks must agree: longer than time servers take to correct a clock.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;
    private readonly TimeSpan _span;
    private readonly long _opened;

    // When a look was, in time that passed, and what the wall clock says by it of the moment of opening.
    private readonly Queue<(TimeSpan At, DateTimeOffset Opened)> _looks = [];

    /// <summary>Looks for the first time.</summary>
    /// <param name="time">Both clocks.</param>
    /// <param name="retention">How long executions are kept. The looks need not agree for longer than that.</param>
    public BelievedClock(TimeProvider time, TimeSpan retention)
    {
        _time = time;
        _span = retention < Longest ? retention : Longest;
        _opened = time.GetTimestamp();
        Look();
    }

    /// <summary>Looks once more.</summary>
    /// <returns>The time that is believed; null while there were not looks for long enough.</returns>
    public DateTimeOffset? Look()
    {
        var elapsed = _time.GetElapsedTime(_opened);
        _looks.Enqueue((elapsed, _time.GetUtcNow() - elapsed));

        // The last look before the hour stays, so that all of the hour is looked at.
        while (_looks.Count > 1 && _looks.ElementAt(1).At <= elapsed - _span)
        {
            _looks.Dequeue();
        }

        return _looks.Peek().At <= elapsed - _span ? _looks.Min(static look => look.Opened) + elapsed : null;
    }
}
