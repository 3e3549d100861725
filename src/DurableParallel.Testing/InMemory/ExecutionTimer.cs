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
    private readonly long _timeout;
    private readonly DateTimeOffset? _startAt;
    private DateTimeOffset? _began;

    /// <param name="clock">The host's clock.</param>
    /// <param name="journal">What is due.</param>
    /// <param name="timeout">How long the execution may take, in milliseconds; 0 for no limit.</param>
    /// <param name="startAt">Before when it does not begin; null for at once.</param>
    /// <param name="onDue">Called when something is due, under no lock.</param>
    public ExecutionTimer(TimeProvider clock, MemoryJournal journal, long timeout, DateTimeOffset? startAt, Action onDue)
    {
        _clock = clock;
        _journal = journal;
        _timeout = timeout;
        Accepted = clock.GetUtcNow();
        _startAt = startAt;
        _began = startAt > Accepted ? null : Accepted;
        _timer = clock.CreateTimer(static due => ((Action)due!)(), onDue, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>When the execution was accepted.</summary>
    public DateTimeOffset Accepted { get; }

    /// <summary>Whether it has begun: not before its start time.</summary>
    public bool HasBegun => _began is not null;

    /// <summary>When it began; before that, when it was accepted.</summary>
    public DateTimeOffset Start => _began ?? Accepted;

    /// <summary>When its cleanup has had its time; null while it is not canceled.</summary>
    public DateTimeOffset? CleanupDeadline { get; private set; }

    /// <summary>How long it may take; null for any time.</summary>
    public TimeSpan? Limit => _timeout > 0 ? TimeSpan.FromMilliseconds(_timeout) : null;

    /// <summary>When its time is up; null for never, and before it has begun.</summary>
    public DateTimeOffset? Deadline => _began + Limit;

    /// <summary>When it begins or has something to do, or its time is up.</summary>
    public DateTimeOffset? NextDue => _began is null
        ? _startAt
        : Earlier(_journal.NextDue, Earlier(Deadline, CleanupDeadline));

    /// <summary>How it ends because its time, or that of its cleanup, is up; null while neither is.</summary>
    public (ExecutionStatus Status, DurableError Error)? Overdue =>
        !(Earlier(Deadline, CleanupDeadline) <= _clock.GetUtcNow()) ? null
        : Deadline < CleanupDeadline || CleanupDeadline is null ? (ExecutionStatus.TimedOut, new DurableError("Execution.TimedOut", "The execution's time was up."))
        : (ExecutionStatus.Canceled, _journal.Cancel!.ToError());

    /// <summary>It is canceled, and has so long for its cleanup.</summary>
    public void BeginCleanup(long milliseconds)
    {
        CleanupDeadline = _clock.GetUtcNow().AddMilliseconds(milliseconds);
        Arm();
    }

    /// <summary>It begins, if it may by now; otherwise it sleeps until then.</summary>
    public bool TryBegin()
    {
        if (_began is null && !(_startAt > _clock.GetUtcNow()))
        {
            _began = _clock.GetUtcNow();
        }

        if (_began is null)
        {
            Arm();
        }

        return _began is not null;
    }

    /// <summary>A new run begins, and its time with it.</summary>
    public void BeginRun() => _began = _clock.GetUtcNow();

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
