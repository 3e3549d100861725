namespace DurableParallel.Engine.Executions;

/// <summary>
/// The stop of an engine, on a thread of its own: those of the pool may all be taken by the very steps that it waits for. Asked
/// for several times, the earliest deadline counts. Safe from any thread.
/// </summary>
internal sealed class EngineStop : IDisposable
{
    private const string ThreadName = "DurableParallel stop";

    // Timers of the system run on the pool, so the thread looks at the deadline by itself; others tell the time by a timer.
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _gate = new();
    private readonly TimeProvider _time;
    private readonly long _begun;
    private readonly List<IDisposable> _alarms = [];
    private TimeSpan? _cutAfter;
    private bool _isQuiet;
    private bool _isOver;

    public EngineStop(TimeProvider time)
    {
        _time = time;
        _begun = time.GetTimestamp();
    }

    /// <summary>Completes when the engine has stopped.</summary>
    public Task Ended => _ended.Task;

    /// <exception cref="ArgumentOutOfRangeException">The time is negative and not infinite.</exception>
    public static void Check(TimeSpan? deadline, string parameter)
    {
        if (deadline is { } time && time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(
                parameter,
                time,
                $"{parameter} must be 0 or more, or Timeout.InfiniteTimeSpan or null for as long as steps need; found {time}. The engine was not stopped.");
        }
    }

    /// <summary>Does what there is to do, on the thread.</summary>
    public void Begin(Action stop) => new Thread(() => Run(stop)) { IsBackground = true, Name = ThreadName }.Start();

    /// <summary>It has ended without a thread.</summary>
    public void End() => _ended.TrySetResult();

    /// <summary>Steps that still run then are cut.</summary>
    /// <param name="deadline">From now; null and infinite are no deadline.</param>
    public void CutAfter(TimeSpan? deadline)
    {
        if (deadline is not { } longest || longest == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        lock (_gate)
        {
            var elapsed = _time.GetElapsedTime(_begun);
            var after = longest > TimeSpan.MaxValue - elapsed ? TimeSpan.MaxValue : elapsed + longest;
            if (_isOver || after >= _cutAfter)
            {
                return;
            }

            _cutAfter = after;
            Monitor.PulseAll(_gate);
        }

        Keep(_time.CreateTimer(static stop => ((EngineStop)stop!).Look(), this, longest < LongestTimer ? longest : LongestTimer, Timeout.InfiniteTimeSpan));
    }

    /// <summary>Steps that still run when the token is signalled are cut.</summary>
    public void CutWhen(CancellationToken cut)
    {
        if (cut.CanBeCanceled)
        {
            Keep(cut.UnsafeRegister(static stop => ((EngineStop)stop!).CutAfter(TimeSpan.Zero), this));
        }
    }

    /// <summary>There is nothing to wait for any more.</summary>
    public void OnQuiet()
    {
        lock (_gate)
        {
            _isQuiet = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until no step runs any more; false when they are to be cut.</summary>
    public bool WaitForQuiet() => WaitUntil(() => _isQuiet);

    /// <summary>Waits for work that ends by itself; false when it is to be cut.</summary>
    public bool WaitFor(Task work)
    {
        _ = work.ContinueWith(_ => Look(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return WaitUntil(() => work.IsCompleted);
    }

    private bool WaitUntil(Func<bool> isReached)
    {
        lock (_gate)
        {
            while (!isReached())
            {
                var left = _cutAfter - _time.GetElapsedTime(_begun) ?? TimeSpan.MaxValue;
                if (left <= TimeSpan.Zero)
                {
                    return false;
                }

                Monitor.Wait(_gate, left < LongestLook ? RoundUp(left) : LongestLook);
            }

            return true;
        }
    }

    public void Dispose()
    {
        List<IDisposable> alarms;
        lock (_gate)
        {
            _isOver = true;
            alarms = [.. _alarms];
            _alarms.Clear();
        }

        alarms.ForEach(static alarm => alarm.Dispose());
    }

    // A wait of less than a millisecond would be none, and the thread would turn in circles.
    private static TimeSpan RoundUp(TimeSpan left) => TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));

    private void Look()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private void Keep(IDisposable alarm)
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _alarms.Add(alarm);
                return;
            }
        }

        alarm.Dispose();
    }

    private void Run(Action stop)
    {
        try
        {
            stop();
            Dispose();
            _ended.TrySetResult();
        }
        catch (Exception fault)
        {
            Dispose();
            _ended.TrySetException(fault);
        }
    }
}
