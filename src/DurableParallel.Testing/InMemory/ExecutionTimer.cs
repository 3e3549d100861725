namespace DurableParallel.Testing.InMemory;

/// <summary>The times of one execution: when it was started, when its own time is up, and the timer of what is due next. Guarded by the execution's lock.</summary>
internal sealed class ExecutionTimer
{
    // Timers take no more than 49 days.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(40);

    private readonly TimeProvider _clock;
    private readonly MemoryJournal _journal;
    private readonly ITimer _timer;

    /// <param name="clock">The host's clock.</param>
    /// <param name="journal">What is due.</param>
    /// <param name="timeout">How long the execution may take, in milliseconds; 0 for no limit.</param>
    /// <param name="onDue">Called when something is due, under no lock.</param>
    public ExecutionTimer(TimeProvider clock, MemoryJournal journal, long timeout, Action onDue)
    {
        _clock = clock;
        _journal = journal;
        Start = clock.GetUtcNow();
        Deadline = timeout > 0 ? Start.AddMilliseconds(timeout) : null;
        _timer = clock.CreateTimer(static due => ((Action)due!)(), onDue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>When the execution was started.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>When its time is up; null for never.</summary>
    public DateTimeOffset? Deadline { get; }

    /// <summary>When it has something to do, or its time is up.</summary>
    public DateTimeOffset? NextDue => _journal.NextDue is { } due && !(Deadline < due) ? due : Deadline;

    public bool IsOverdue => Deadline <= _clock.GetUtcNow();

    /// <summary>Sleeps until the next due time.</summary>
    public void Arm()
    {
        if (NextDue is not { } due)
        {
            Stop();
            return;
        }

        var wait = due - _clock.GetUtcNow();
        var sleep = wait < LongestSleep ? wait : LongestSleep;
        _timer.Change(sleep < TimeSpan.Zero ? TimeSpan.Zero : sleep, Timeout.InfiniteTimeSpan);
    }

    public void Stop() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
