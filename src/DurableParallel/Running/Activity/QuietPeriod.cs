namespace DurableParallel.Running.Activity;

/// <summary>
/// Operations handed to the framework's combinators are awaited by somebody whom we cannot see: they are judged once
/// their context has been quiet for 50 ms, never at once.
/// </summary>
internal sealed class QuietPeriod(ForeignWaits waits, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Length = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private ITimer? _timer;
    private bool _isArmed;
    private bool _isDisposed;

    /// <summary>The context is quiet from now on. The caller holds the gate.</summary>
    public void Add(ActivityNode node)
    {
        node.QuietSince = clock.GetTimestamp();
        EnsureArmed();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    private void OnElapsed()
    {
        lock (_lock)
        {
            _isArmed = false;
        }

        var quietSince = clock.GetTimestamp() - (long)(Length.TotalSeconds * clock.TimestampFrequency);
        if (waits.Judge(quietSince))
        {
            EnsureArmed();
        }
    }

    private void EnsureArmed()
    {
        lock (_lock)
        {
            if (_isArmed || _isDisposed)
            {
                return;
            }

            _isArmed = true;
            Arm();
        }
    }

    private void Arm()
    {
        // The timer must not keep the flow of whoever happened to arm it alive.
        using var suppressed = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        _timer ??= clock.CreateTimer(static state => ((QuietPeriod)state!).OnElapsed(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(Length, Timeout.InfiniteTimeSpan);
    }
}
