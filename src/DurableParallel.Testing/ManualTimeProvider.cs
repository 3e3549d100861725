namespace DurableParallel.Testing;

/// <summary>
/// A virtual clock: time stands still until it is advanced. Timers fire in the order in which they are due, on the
/// thread that advances, under no lock, and each sees the clock stand at its own due time. A timer that is due as soon
/// as it is set fires at once on the thread pool, as the system's does. Safe from any thread.
/// </summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly SortedSet<ManualTimer> _timers = new(ManualTimer.DueOrder);
    private DateTimeOffset _now;
    private long _lastSequence;

    /// <summary>Makes a clock that stands at midnight of 1 January 2000, UTC.</summary>
    public ManualTimeProvider()
        : this(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Makes a clock that stands at the given time.</summary>
    /// <param name="start">The first time that the clock shows.</param>
    public ManualTimeProvider(DateTimeOffset start) => _now = start.ToUniversalTime();

    /// <summary>When the next timer is due; null while none is set.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_lock)
            {
                return _timers.Min?.Due;
            }
        }
    }

    /// <summary>How many timers are set at this moment.</summary>
    public int ActiveTimers
    {
        get
        {
            lock (_lock)
            {
                return _timers.Count;
            }
        }
    }

    /// <summary>Always UTC, so that no test depends on the machine.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>One timestamp is one tick of <see cref="TimeSpan"/>.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A time is negative and not infinite, or beyond 4294967294 ms.</exception>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on and fires what becomes due, then stands at the new time.</summary>
    /// <param name="by">Zero or more. Zero fires only what is due already.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        AdvanceTo(GetUtcNow() + by);
    }

    /// <summary>
    /// Moves the clock to a time and fires what becomes due on the way. A time that has passed already moves nothing
    /// back. An exception of a timer's callback leaves this call, with the clock at that timer's due time.
    /// </summary>
    /// <param name="time">Where the clock is to stand.</param>
    public void AdvanceTo(DateTimeOffset time)
    {
        while (TakeDue(time, moveOn: true) is { } timer)
        {
            timer.Fire();
        }
    }

    internal long NextSequence() => Interlocked.Increment(ref _lastSequence);

    internal bool Set(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            if (timer.IsDisposed)
            {
                return false;
            }

            _timers.Remove(timer);
            timer.Period = period > TimeSpan.Zero ? period : null;
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return true;
            }

            timer.Schedule(_now + dueTime);
            _timers.Add(timer);
        }

        if (dueTime == TimeSpan.Zero)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static clock => clock.FireDue(), this, preferLocal: false);
        }

        return true;
    }

    internal void Remove(ManualTimer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            timer.IsDisposed = true;
        }
    }

    private void FireDue()
    {
        while (TakeDue(DateTimeOffset.MinValue, moveOn: false) is { } timer)
        {
            timer.Fire();
        }
    }

    private ManualTimer? TakeDue(DateTimeOffset until, bool moveOn)
    {
        lock (_lock)
        {
            var limit = moveOn && until > _now ? until : _now;
            var next = _timers.Min;
            if (next is null || next.Due > limit)
            {
                _now = limit;
                return null;
            }

            _timers.Remove(next);
            _now = next.Due > _now ? next.Due : _now;
            if (next.Period is { } period)
            {
                next.Schedule(next.Due + period);
                _timers.Add(next);
            }

            return next;
        }
    }
}
