using DurableParallel.Engine.Metrics;

namespace DurableParallel.Engine.Scheduling;

/// <summary>All due times of an engine: a heap in which every item has at most one place, and one timer for its top.</summary>
internal sealed class DueQueue : IDisposable
{
    // Timers stand still while the machine sleeps, and know nothing of a wall clock that is set. So it is looked at this often.
    private const long LongestSleep = 30_000;
    private readonly Lock _gate = new();
    private readonly EngineClock _clock;
    private readonly ITimer _timer;
    private readonly EngineMetrics? _metrics;
    private DueItem[] _heap = new DueItem[16];
    private int _count;
    private long _armedFor = long.MaxValue;
    private readonly Action? _onFired;
    private int _firing;
    private volatile bool _isOverdue;
    private bool _isStopped;

    /// <param name="clock">The clock, whose running time the due times are of.</param>
    /// <param name="onFired">Called after what was due has been called, under no lock.</param>
    /// <param name="metrics">Told how late what was due is.</param>
    public DueQueue(EngineClock clock, Action? onFired = null, EngineMetrics? metrics = null)
    {
        _clock = clock;
        _onFired = onFired;
        _metrics = metrics;
        _timer = clock.Time.CreateTimer(static queue => ((DueQueue)queue!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _count;
            }
        }
    }

    /// <summary>Whether something was due when it was armed and has not been called yet, or something due is being called.</summary>
    public bool IsFiring => _isOverdue || Volatile.Read(ref _firing) > 0;

    /// <summary>Puts the item at the time, or moves it there. A time in the past fires at once, on another thread.</summary>
    public void Arm(DueItem item, long due)
    {
        lock (_gate)
        {
            if (_isStopped)
            {
                return;
            }

            item.Due = due;
            if (item.HeapIndex == 0)
            {
                Append(item);
            }

            SiftDown(SiftUp(item.HeapIndex));
            ArmTimer();
        }
    }

    /// <summary>Takes the item out, if it is in.</summary>
    public void Disarm(DueItem item)
    {
        lock (_gate)
        {
            if (item.HeapIndex == 0)
            {
                return;
            }

            Remove(item);
            if (_count == 0 && !_isStopped)
            {
                _armedFor = long.MaxValue;
                _isOverdue = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Nothing fires from now on.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isStopped = true;
            _isOverdue = false;
        }

        _timer.Dispose();
    }

    private void Fire()
    {
        Interlocked.Increment(ref _firing);

        // Clocks of tests may fire from inside Change, where nothing may be called.
        if (_gate.IsHeldByCurrentThread)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.CallDue(), this, preferLocal: false);
        }
        else
        {
            CallDue();
        }
    }

    private void CallDue()
    {
        var now = _clock.Running();
        var due = new List<DueItem>();
        lock (_gate)
        {
            _armedFor = long.MaxValue;
            _isOverdue = false;
            while (!_isStopped && _count > 0 && _heap[1].Due <= now)
            {
                due.Add(_heap[1]);
                Remove(_heap[1]);
            }

            ArmTimer();
        }

        foreach (var item in due)
        {
            _metrics?.OnDue(now - item.Due);
            item.OnDue(now);
        }

        Interlocked.Decrement(ref _firing);
        _onFired?.Invoke();
    }

    private void ArmTimer()
    {
        if (_isStopped || _count == 0)
        {
            return;
        }

        // A timer that is late by the running time is armed again: the wall clock was set on, or the machine slept.
        var due = _heap[1].Due;
        if (due >= _armedFor && _armedFor > _clock.LastRunning)
        {
            return;
        }

        var now = _clock.Running();
        _armedFor = Math.Clamp(due, now, now + LongestSleep);
        _isOverdue = due <= now;
        _timer.Change(TimeSpan.FromMilliseconds(_armedFor - now), Timeout.InfiniteTimeSpan);
    }

    private void Append(DueItem item)
    {
        if (++_count == _heap.Length)
        {
            Array.Resize(ref _heap, 2 * _heap.Length);
        }

        Put(item, _count);
    }

    private void Remove(DueItem item)
    {
        var index = item.HeapIndex;
        item.HeapIndex = 0;
        var last = _heap[_count];
        _heap[_count--] = null!;
        if (!ReferenceEquals(last, item))
        {
            Put(last, index);
            SiftDown(SiftUp(index));
        }
    }

    private int SiftUp(int index)
    {
        var item = _heap[index];
        for (; index > 1 && _heap[index / 2].Due > item.Due; index /= 2)
        {
            Put(_heap[index / 2], index);
        }

        Put(item, index);
        return index;
    }

    private void SiftDown(int index)
    {
        var item = _heap[index];
        while (2 * index <= _count)
        {
            var child = 2 * index;
            if (child < _count && _heap[child + 1].Due < _heap[child].Due)
            {
                child++;
            }

            if (_heap[child].Due >= item.Due)
            {
                break;
            }

            Put(_heap[child], index);
            index = child;
        }

        Put(item, index);
    }

    private void Put(DueItem item, int index)
    {
        _heap[index] = item;
        item.HeapIndex = index;
    }
}
