using DurableParallel.Engine;

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
    /// <param name="timeoutSeconds">How long the execution may take; 0 for no limit.</param>
    /// <param name="onDue">Called when something is due, under no lock.</param>
    public ExecutionTimer(TimeProvider clock, MemoryJournal journal, int timeoutSeconds, Action onDue)
    {
        _clock = clock;
        _journal = journal;
        Start = clock.GetUtcNow();
        Deadline = timeoutSeconds > 0 ? Start.AddSeconds(timeoutSeconds) : null;
        _timer = clock.CreateTimer(static due => ((Action)due!)(), onDue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>When the execution was started.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>When its time is up; null for never.</summary>
    public DateTimeOffset? Deadline { get; }

    /// <summary>When its cleanup has had its time; null while it is not canceled.</summary>
    public DateTimeOffset? CleanupDeadline { get; private set; }

    /// <summary>When it has something to do, or its time is up.</summary>
    public DateTimeOffset? NextDue => Earlier(_journal.NextDue, Earlier(Deadline, CleanupDeadline));

    /// <summary>How it ends because its time, or that of its cleanup, is up; null while neither is.</summary>
    public (ExecutionStatus Status, DurableError Error)? Overdue =>
        !(Earlier(Deadline, CleanupDeadline) <= _clock.GetUtcNow()) ? null
        : Deadline < CleanupDeadline || CleanupDeadline is null ? (ExecutionStatus.TimedOut, new DurableError("Execution.TimedOut", "The execution's time was up."))
        : (ExecutionStatus.Canceled, _journal.Cancel!.ToError());

    /// <summary>It is canceled, and has so long for its cleanup.</summary>
    public void BeginCleanup(int seconds)
    {
        CleanupDeadline = _clock.GetUtcNow().AddSeconds(seconds);
        Arm();
    }

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

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;

    public void Stop() => _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
