using DurableParallel.Lambda.History;

namespace DurableParallel.Lambda.Checkpointing;

/// <summary>
/// When to ask the service for news, while some contexts are active and others wait for the service: when a timer of
/// theirs is due, and in between ever more seldom, as for callbacks and invokes nobody knows the time.
/// </summary>
internal sealed class NewsPoll : IDisposable
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly ExecutionView _view;
    private readonly TimeProvider _clock;
    private readonly Func<bool> _isNeeded;
    private readonly Action _poll;
    private readonly ITimer _timer;
    private TimeSpan _interval = First;
    private DateTimeOffset _askedAt;
    private DateTimeOffset? _due;

    /// <param name="view">Knows what is due when.</param>
    /// <param name="clock">Measures the time.</param>
    /// <param name="isNeeded">Whether anybody waits for the service at this moment.</param>
    /// <param name="poll">Asks it.</param>
    public NewsPoll(ExecutionView view, TimeProvider clock, Func<bool> isNeeded, Action poll)
    {
        _view = view;
        _clock = clock;
        _isNeeded = isNeeded;
        _poll = poll;
        _timer = clock.CreateTimer(static poll => ((NewsPoll)poll!).OnTime(), this, First, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Something has changed, so that more may soon.</summary>
    public void OnNews()
    {
        lock (_lock)
        {
            _interval = First;
        }
    }

    /// <summary>
    /// The service has answered a call that was begun at this time, and has told of all that was due by then. What became
    /// due since, or was only recorded by that call, it is asked for at its time.
    /// </summary>
    public void OnAnswered(DateTimeOffset begin)
    {
        lock (_lock)
        {
            Arm(begin);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void OnTime()
    {
        var isNeeded = _isNeeded();
        lock (_lock)
        {
            var now = _clock.GetUtcNow();
            var next = _interval * 2;
            _interval = !isNeeded ? First : next < Longest ? next : Longest;
            isNeeded |= _due <= now;
            Arm(isNeeded ? now : _askedAt);
        }

        if (isNeeded)
        {
            _poll();
        }
    }

    private void Arm(DateTimeOffset askedAt)
    {
        _askedAt = askedAt > _askedAt ? askedAt : _askedAt;
        _due = _view.NextDue(_askedAt);
        var wait = _due is { } due && due - _clock.GetUtcNow() is var untilDue && untilDue < _interval ? untilDue : _interval;
        _timer.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
