namespace DurableParallel.Contract.Hosts;

/// <summary>The clock of a process that may die: it shows another's time, and none of its timers fires after the death.</summary>
internal sealed class MortalClock(TimeProvider clock) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly HashSet<MortalTimer> _timers = [];
    private bool _isDead;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new MortalTimer(this);
        timer.Inner = clock.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    public void Die()
    {
        List<MortalTimer> timers;
        lock (_lock)
        {
            _isDead = true;
            timers = [.. _timers];
            _timers.Clear();
        }

        foreach (var timer in timers)
        {
            timer.Inner.Dispose();
        }
    }

    private sealed class MortalTimer(MortalClock owner) : ITimer
    {
        public ITimer Inner { get; set; } = null!;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (owner._lock)
            {
                return !owner._isDead && Inner.Change(dueTime, period);
            }
        }

        public void Dispose()
        {
            lock (owner._lock)
            {
                owner._timers.Remove(this);
            }

            Inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
