namespace DurableParallel.Engine.Scheduling;

/// <summary>The time that is recorded: milliseconds since 1970, never less than what was recorded before.</summary>
internal sealed class EngineClock(TimeProvider time)
{
    private long _last;

    public TimeProvider Time { get; } = time;

    /// <summary>The time to record now. Safe from any thread.</summary>
    public long Now()
    {
        var now = Time.GetUtcNow().ToUnixTimeMilliseconds();
        var last = Volatile.Read(ref _last);
        while (now > last)
        {
            var seen = Interlocked.CompareExchange(ref _last, now, last);
            if (seen == last)
            {
                return now;
            }

            last = seen;
        }

        return last;
    }

    /// <summary>Lets the time begin no earlier than what a journal has on record.</summary>
    public void NotBefore(long timestamp)
    {
        var last = Volatile.Read(ref _last);
        while (timestamp > last)
        {
            last = Interlocked.CompareExchange(ref _last, timestamp, last);
        }
    }
}
