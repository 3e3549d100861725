namespace DurableParallel.Engine.Purging;

/// <summary>Purges what has been kept long enough by the time that is believed, from time to time and never twice at once.</summary>
internal sealed class RetentionTimer : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private readonly DurableEngine _engine;
    private readonly TimeSpan _retention;
    private readonly TimeSpan _pause;
    private readonly BelievedClock _clock;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _timer;

    public RetentionTimer(DurableEngine engine, TimeSpan retention, TimeProvider time)
    {
        _engine = engine;
        _retention = retention;
        _clock = new BelievedClock(time, retention);
        _pause = TimeSpan.FromTicks(Math.Clamp(retention.Ticks / 10, Shortest.Ticks, Longest.Ticks));
        _timer = time.CreateTimer(static timer => ((RetentionTimer)timer!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Arm();
    }

    public void Dispose()
    {
        _timer.Dispose();
        _stopping.Cancel();
    }

    private void Arm() => _timer.Change(_pause, Timeout.InfiniteTimeSpan);

    private void Fire() => _ = Task.Run(PurgeAsync);

    private async Task PurgeAsync()
    {
        try
        {
            if (_clock.Look() is { } now)
            {
                await _engine.PurgeKeptAsync(_retention, now, _stopping.Token).ConfigureAwait(false);
            }

            Arm();
        }
        catch (Exception end) when (end is OperationCanceledException or EngineStoppedException or EngineFaultedException or ObjectDisposedException)
        {
            // The engine is gone, and the next one purges.
        }
        catch (Exception fault)
        {
            _engine.OnRetentionFailed(fault);
            Arm();
        }
    }
}
