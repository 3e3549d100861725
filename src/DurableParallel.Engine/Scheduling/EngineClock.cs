using System.Globalization;

namespace DurableParallel.Engine.Scheduling;

/// <summary>
/// The times of an engine, in milliseconds since 1970. What is recorded is what the wall clock shows, so that a wrong moment
/// is believed only while it lasts. What is due is compared with the running time, which goes on with the wall clock, never
/// runs backwards, and goes on with the monotonic clock from where the wall clock is set back. Safe from any thread.
/// </summary>
internal sealed class EngineClock
{
    // The year 9000: any delay may still be added to it.
    internal const long Latest = 221845392000000;

    // Corrections as time servers make them every day. Recorded times stand still for so long rather than go back.
    private const long SmallestStep = 1000;
    private static readonly TimeSpan PutRightWithin = TimeSpan.FromMinutes(10);
    private readonly Lock _gate = new();
    private long _recorded;
    private long _wall;
    private long _timestamp;
    private long _running;
    private long _lead;
    private long? _setBackAt;

    public EngineClock(TimeProvider time)
    {
        Time = time;
        _wall = Wall();
        _running = _wall;
        _timestamp = time.GetTimestamp();
    }

    public TimeProvider Time { get; }

    /// <summary>The running time when somebody asked last. For what must be quick and may be late.</summary>
    public long LastRunning => Volatile.Read(ref _running);

    /// <summary>Refuses a clock whose time cannot be recorded.</summary>
    /// <exception cref="DurableException">The time is before 1970 or after the year 9000.</exception>
    public static void Check(TimeProvider time)
    {
        var now = time.GetUtcNow();
        if (now.ToUnixTimeMilliseconds() is < 0 or > Latest)
        {
            throw new DurableException(
                EngineErrorCodes.ClockOutOfRange,
                $"The clock shows {now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}; an engine needs a time from 1970 to 9000. "
                + "Nothing was opened. Set the clock of the machine, or correct DurableEngineOptions.TimeProvider, and open the journal again.");
        }
    }

    /// <summary>The time to record now.</summary>
    public long Now()
    {
        var now = Wall();
        var recorded = Volatile.Read(ref _recorded);
        while (now > recorded || recorded - now > SmallestStep)
        {
            var seen = Interlocked.CompareExchange(ref _recorded, now, recorded);
            if (seen == recorded)
            {
                return now;
            }

            recorded = seen;
        }

        return recorded;
    }

    /// <summary>The running time now.</summary>
    public long Running()
    {
        lock (_gate)
        {
            Look();
            return _running;
        }
    }

    /// <summary>The running time at which something is due that is on record for a time of the wall clock.</summary>
    public long DueOf(long recorded)
    {
        lock (_gate)
        {
            Look();
            return recorded + _lead;
        }
    }

    /// <summary>The time of the wall clock at which something is due, if nobody sets it any more.</summary>
    public long RecordedOf(long due)
    {
        lock (_gate)
        {
            Look();
            return due - _lead;
        }
    }

    private void Look()
    {
        var (wall, timestamp) = (Wall(), Time.GetTimestamp());
        var elapsed = (long)Time.GetElapsedTime(_timestamp, timestamp).TotalMilliseconds;
        var step = wall - _wall - elapsed;

        // The two clocks never go equally fast, so the longer nobody has looked, the more they differ without a step.
        var smallest = SmallestStep + (elapsed / 1000);
        if (step < -smallest)
        {
            _lead -= step;
            _setBackAt = timestamp;
        }
        else if (step > smallest && _setBackAt is { } setBackAt && Time.GetElapsedTime(setBackAt, timestamp) < PutRightWithin)
        {
            // It was not the time that went on, but the step back that was undone.
            _lead = Math.Max(0, _lead - step);
        }

        (_wall, _timestamp) = (wall, timestamp);
        Volatile.Write(ref _running, Math.Max(_running, wall + _lead));
    }

    private long Wall() => Math.Clamp(Time.GetUtcNow().ToUnixTimeMilliseconds(), 0, Latest);
}
