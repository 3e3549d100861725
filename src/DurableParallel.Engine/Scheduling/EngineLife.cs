using DurableParallel.Engine.Metrics;

namespace DurableParallel.Engine.Scheduling;

/// <summary>
/// Whether the engine works, stops or is gone, and what has to end before it has stopped: the bodies of steps, and executions
/// on their way out of memory. Safe from any thread.
/// </summary>
/// <param name="onNoneEvicted">Called when no execution is on its way out of memory any more.</param>
/// <param name="steps">Takes how long attempts of steps took, in milliseconds; null for nothing.</param>
internal sealed class EngineLife(Action? onNoneEvicted, LatencyWindow? steps = null)
{
    private int _openSteps;
    private int _evictions;
    private volatile bool _isStopping;
    private Action? _onQuiet;
    private Exception? _gone;

    /// <summary>Why nothing goes on any more: the engine was stopped or is faulted. Null before.</summary>
    public Exception? Gone => Volatile.Read(ref _gone);

    /// <summary>No acknowledgement is given any more, so that functions come to rest after the step they are in.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>How many attempts of steps run.</summary>
    public int OpenSteps => Volatile.Read(ref _openSteps);

    /// <summary>Whether executions are on their way out of memory.</summary>
    public bool IsEvicting => Volatile.Read(ref _evictions) > 0;

    /// <summary>Nothing goes on any more. Before the first that waits is answered.</summary>
    public void End(Exception cause) => Interlocked.CompareExchange(ref _gone, cause, null);

    public void OnEvictionBegun() => Interlocked.Increment(ref _evictions);

    public void OnEvictionEnded()
    {
        if (Interlocked.Decrement(ref _evictions) == 0)
        {
            onNoneEvicted?.Invoke();
        }
    }

    public void OnStepOpened() => Interlocked.Increment(ref _openSteps);

    /// <summary>An attempt of a step has ended, and is counted as open until <see cref="OnStepsClosed"/>.</summary>
    /// <param name="begun">When it began, in milliseconds since 1970.</param>
    /// <param name="now">When it ended.</param>
    public void OnStepEnded(long begun, long now) => steps?.Record(now, now - begun);

    public void OnStepsClosed(int count)
    {
        if (count > 0 && Interlocked.Add(ref _openSteps, -count) == 0)
        {
            Volatile.Read(ref _onQuiet)?.Invoke();
        }
    }

    /// <summary>Lets functions come to rest.</summary>
    /// <param name="onQuiet">Called once or more when no step's body runs any more, also under an execution's gate.</param>
    public void BeginStop(Action onQuiet)
    {
        _isStopping = true;
        Volatile.Write(ref _onQuiet, onQuiet);
    }

    /// <summary>Everything that could begin a step has been stopped.</summary>
    public void OnNoneBegin()
    {
        if (Interlocked.CompareExchange(ref _openSteps, 0, 0) == 0)
        {
            Volatile.Read(ref _onQuiet)?.Invoke();
        }
    }
}
