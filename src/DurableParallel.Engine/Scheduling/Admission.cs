using DurableParallel.Running.Activity;

namespace DurableParallel.Engine.Scheduling;

/// <summary>
/// Decides which executions run now. Fewer half-run ones at a time make everything faster, so functions begin only while
/// fewer than the limit are active, and those that were there before come first. Parked executions hold no place, and
/// when the processors have nothing to do while all places are taken, more are let in.
/// </summary>
internal sealed class Admission : IDisposable
{
    private static readonly TimeSpan IdleCheck = TimeSpan.FromMilliseconds(10);
    private readonly Lock _gate = new();
    private readonly Queue<IThreadPoolWorkItem> _resumptions = [];
    private readonly StartQueue _starts = new();
    private readonly int _limit;
    private readonly WorkScheduler _scheduler;
    private readonly Func<bool> _isIdle;
    private readonly ITimer _idleTimer;
    private readonly Action? _onNoneActive;
    private int _active;
    private long _activations;
    private int _extra;
    private bool _isTimerSet;
    private bool _isStopped;

    /// <param name="limit">How many may be active.</param>
    /// <param name="scheduler">Where they begin.</param>
    /// <param name="isIdle">Whether more could be let in, since nothing is being done.</param>
    /// <param name="onNoneActive">Called when nothing is active any more, on any thread and under the locks of the caller that releases.</param>
    public Admission(int limit, WorkScheduler scheduler, Func<bool> isIdle, Action? onNoneActive = null)
    {
        _onNoneActive = onNoneActive;
        _limit = limit;
        _scheduler = scheduler;
        _isIdle = isIdle;

        // Idle processors are a matter of real time, whatever time the executions live in.
        _idleTimer = TimeProvider.System.CreateTimer(
            static admission => ((Admission)admission!).OnIdleCheck(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    public int Active
    {
        get
        {
            lock (_gate)
            {
                return _active;
            }
        }
    }

    /// <summary>How often an execution became active.</summary>
    public long Activations
    {
        get
        {
            lock (_gate)
            {
                return _activations;
            }
        }
    }

    /// <param name="execution">What begins.</param>
    /// <param name="priority">Higher ones begin first, and of one priority the one that came first.</param>
    public void QueueStart(IThreadPoolWorkItem execution, int priority = 0)
    {
        lock (_gate)
        {
            if (!_isStopped)
            {
                _starts.Enqueue(execution, priority);
                LetIn();
            }
        }
    }

    public void QueueResumption(IThreadPoolWorkItem execution)
    {
        lock (_gate)
        {
            if (!_isStopped)
            {
                _resumptions.Enqueue(execution);
                LetIn();
            }
        }
    }

    /// <summary>An active execution is parked or has ended: its place is free.</summary>
    public void Release()
    {
        bool isNoneActive;
        lock (_gate)
        {
            _active--;
            LetIn();
            isNoneActive = _active == 0;
        }

        if (isNoneActive)
        {
            _onNoneActive?.Invoke();
        }
    }

    /// <summary>A parked execution is active again. It is never made to wait.</summary>
    public void Retake()
    {
        lock (_gate)
        {
            _active++;
            _activations++;
        }
    }

    /// <summary>Nothing begins from now on.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isStopped = true;
            _starts.Clear();
            _resumptions.Clear();
        }

        _idleTimer.Dispose();
    }

    private void LetIn()
    {
        while (!_isStopped && _active < _limit + _extra && (_resumptions.TryDequeue(out var next) || _starts.TryDequeue(out next)))
        {
            _active++;
            _activations++;
            _scheduler.Queue(next);
        }

        if (_resumptions.Count + _starts.Count > 0 && !_isTimerSet && !_isStopped)
        {
            _isTimerSet = true;
            _idleTimer.Change(IdleCheck, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnIdleCheck()
    {
        var isIdle = _isIdle();
        lock (_gate)
        {
            _isTimerSet = false;

            // With nothing to do, all that are active wait for something of the world's, and hold no place. Once there is
            // work again, fewer are let in at a time, down to the limit.
            _extra = isIdle ? Math.Max(_extra, _active) : _extra / 2;
            LetIn();
        }
    }
}
