using DurableParallel.Running.Activity;

namespace DurableParallel.Running.Watching;

/// <summary>
/// The host's news on their way to the plugins and then to the code: one after the other, in work items, since hosts
/// tell them from the middle of a batch. Stands still until the invocation has been told as begun.
/// </summary>
internal sealed class EventQueue(WorkScheduler scheduler) : IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private readonly Queue<Action> _queue = new();
    private bool _isOpen;
    private bool _isClosed;
    private bool _isPumping;

    /// <summary>Adds one. False after the last: nothing of the invocation has an effect any more.</summary>
    public bool TryAdd(Action item, bool isLast = false)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return false;
            }

            _isClosed = isLast;
            _queue.Enqueue(item);
            StartPump();
            return true;
        }
    }

    public void Open()
    {
        lock (_lock)
        {
            _isOpen = true;
            StartPump();
        }
    }

    public void Execute()
    {
        while (TryTake(out var item))
        {
            item();
        }
    }

    private void StartPump()
    {
        if (_isOpen && !_isPumping && _queue.Count > 0)
        {
            _isPumping = true;
            scheduler.Queue(this);
        }
    }

    private bool TryTake(out Action item)
    {
        lock (_lock)
        {
            _isPumping = _queue.TryDequeue(out item!);
            return _isPumping;
        }
    }
}
