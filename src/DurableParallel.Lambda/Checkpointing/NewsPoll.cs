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
    public void OnNews() => Arm(First);

    public void Dispose() => _timer.Dispose();

    private void OnTime()
    {
        var isNeeded = _isNeeded();
        if (isNeeded)
        {
            _poll();
        }

        var next = _interval * 2;
        Arm(isNeeded ? (next < Longest ? next : Longest) : First);
    }

    private void Arm(TimeSpan interval)
    {
        lock (_lock)
        {
            _interval = interval;
            var now = _clock.GetUtcNow();
            var wait = _view.NextDue(now) is { } due && due - now < interval ? due - now : interval;
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }
}
