namespace DurableParallel.Engine.Scheduling;

/// <summary>
/// Tells a test that the engine may have come to rest. What finds that out may hold any lock, so the test is called in a
/// work item of its own, at least once after the last time.
/// </summary>
internal sealed class QuietSignal : IThreadPoolWorkItem
{
    private readonly Action _look;
    private int _isQueued;

    private QuietSignal(Action look) => _look = look;

    /// <summary>The same under no lock; null for none.</summary>
    public static Action? Around(Action? look) => look is null ? null : new QuietSignal(look).Send;

    public void Execute()
    {
        // Before the call: what happens from here on is told by another one.
        Interlocked.Exchange(ref _isQueued, 0);
        _look();
    }

    private void Send()
    {
        if (Interlocked.Exchange(ref _isQueued, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }
}
