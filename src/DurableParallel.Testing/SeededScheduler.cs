using DurableParallel.Running.Activity;

namespace DurableParallel.Testing;

/// <summary>
/// Runs one work item at a time, in an order drawn from a seed: the same seed and the same code give the same
/// interleaving, another seed another. What an item queues joins the draw. Items may be queued from any thread;
/// one thread at a time runs them.
/// </summary>
/// <param name="seed">Decides the order.</param>
internal sealed class SeededScheduler(int seed) : WorkScheduler
{
    private static readonly ExecutionContext FreshContext = CaptureFreshContext();

    private readonly Lock _running = new();
    private readonly object _signal = new();
    private readonly List<IThreadPoolWorkItem> _items = [];
    private readonly Random _random = new(seed);
    private long _executed;

    public int Seed { get; } = seed;

    /// <summary>How many items have run.</summary>
    public long Executed => Interlocked.Read(ref _executed);

    public override void Queue(IThreadPoolWorkItem item)
    {
        lock (_signal)
        {
            _items.Add(item);
            Monitor.PulseAll(_signal);
        }
    }

    /// <summary>Runs items on this thread until none is left, and returns how many ran.</summary>
    public int RunUntilIdle()
    {
        lock (_running)
        {
            var count = 0;
            while (TryTake() is { } item)
            {
                Run(item);
                count++;
            }

            return count;
        }
    }

    /// <summary>Runs items on this thread, and waits for more while there is none, until the task has ended. Does not observe its outcome.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public void RunUntil(Task task, CancellationToken cancellationToken = default) => RunUntil(task, Timeout.InfiniteTimeSpan, static () => { }, cancellationToken);

    /// <summary>Does so, and tells whenever there was nothing to run for so much real time.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    public void RunUntil(Task task, TimeSpan idle, Action onIdle, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        using var registration = cancellationToken.UnsafeRegister(static scheduler => ((SeededScheduler)scheduler!).Wake(), this);
        _ = task.ContinueWith(
            static (_, scheduler) => ((SeededScheduler)scheduler!).Wake(),
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);

        lock (_running)
        {
            while (TakeUnless(task, idle, onIdle, cancellationToken) is { } item)
            {
                Run(item);
            }
        }

        if (!task.IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private IThreadPoolWorkItem? TakeUnless(Task task, TimeSpan idle, Action onIdle, CancellationToken cancellationToken)
    {
        lock (_signal)
        {
            while (!task.IsCompleted && !cancellationToken.IsCancellationRequested)
            {
                if (TryTake() is { } item)
                {
                    return item;
                }

                if (!Monitor.Wait(_signal, idle))
                {
                    onIdle();
                }
            }

            return null;
        }
    }

    private IThreadPoolWorkItem? TryTake()
    {
        lock (_signal)
        {
            if (_items.Count == 0)
            {
                return null;
            }

            var index = _random.Next(_items.Count);
            var item = _items[index];
            _items[index] = _items[^1];
            _items.RemoveAt(_items.Count - 1);
            return item;
        }
    }

    private void Run(IThreadPoolWorkItem item)
    {
        Interlocked.Increment(ref _executed);
        ExecutionContext.Run(
            FreshContext,
            static item =>
            {
                SynchronizationContext.SetSynchronizationContext(null);
                ((IThreadPoolWorkItem)item!).Execute();
            },
            item);
    }

    private void Wake()
    {
        lock (_signal)
        {
            Monitor.PulseAll(_signal);
        }
    }

    private static ExecutionContext CaptureFreshContext()
    {
        ExecutionContext? captured = null;
        var thread = new Thread(() => captured = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return captured ?? throw new InvalidOperationException("A new thread has no execution context to capture, though its flow is not suppressed.");
    }
}
