namespace DurableParallel.Testing;

/// <summary>A timer of a <see cref="ManualTimeProvider"/>, which guards everything in here that changes.</summary>
internal sealed class ManualTimer : ITimer
{
    private readonly ManualTimeProvider _clock;
    private readonly TimerCallback _callback;
    private readonly object? _state;
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private long _sequence;

    public ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state)
    {
        _clock = clock;
        _callback = callback;
        _state = state;
    }

    /// <summary>Earlier first; of those due together, the one that was set first.</summary>
    public static IComparer<ManualTimer> DueOrder { get; } = Comparer<ManualTimer>.Create(static (a, b) =>
    {
        var byDue = a.Due.CompareTo(b.Due);
        return byDue != 0 ? byDue : a._sequence.CompareTo(b._sequence);
    });

    public DateTimeOffset Due { get; private set; }

    public TimeSpan? Period { get; set; }

    public bool IsDisposed { get; set; }

    /// <summary>Only while the timer is in no sorted set, whose order it changes.</summary>
    public void Schedule(DateTimeOffset due)
    {
        Due = due;
        _sequence = _clock.NextSequence();
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime, nameof(dueTime));
        Check(period, nameof(period));
        return _clock.Set(this, dueTime, period);
    }

    public void Fire()
    {
        if (_context is null)
        {
            _callback(_state);
            return;
        }

        ExecutionContext.Run(_context, static timer => ((ManualTimer)timer!).Call(), this);
    }

    public void Dispose() => _clock.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Call() => _callback(_state);

    private static void Check(TimeSpan value, string name)
    {
        if (value == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromMilliseconds(uint.MaxValue - 1), name);
    }
}
