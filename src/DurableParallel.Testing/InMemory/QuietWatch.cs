namespace DurableParallel.Testing.InMemory;

/// <summary>
/// Looks whether an execution has something to deliver or nothing left to run, in work items of its own, and completes what
/// waits for the latter. Takes the execution's lock.
/// </summary>
internal sealed class QuietWatch(InMemoryHost host, Lock gate, InMemoryPhase phase, CurrentInvocation current, ExecutionTimer timer) : IThreadPoolWorkItem
{
    private readonly List<TaskCompletionSource> _waiters = [];
    private int _looks;

    /// <summary>Something has happened: it looks soon.</summary>
    public void Request()
    {
        if (Interlocked.Increment(ref _looks) == 1)
        {
            host.Options.Scheduler.Queue(this);
        }
    }

    /// <summary>One at a time, and once more whenever something has happened meanwhile.</summary>
    public void Execute()
    {
        int looks;
        do
        {
            looks = Volatile.Read(ref _looks);
            current.Deliver();
            host.OnQuiet();
        }
        while (Interlocked.Add(ref _looks, -looks) > 0);
    }

    /// <summary>Completes at the next moment at which nothing is runnable, or at once when the execution has ended.</summary>
    public Task WhenQuietAsync()
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (phase.HasEnded)
            {
                return Task.CompletedTask;
            }

            _waiters.Add(waiter);
        }

        Request();
        return waiter.Task;
    }

    /// <summary>Nothing is runnable, and the clock is not to move by itself.</summary>
    public void OnQuietStand()
    {
        lock (gate)
        {
            _waiters.ForEach(static waiter => waiter.TrySetResult());
            _waiters.Clear();
        }
    }

    /// <summary>Whether there is anything to do.</summary>
    /// <param name="nextDue">When something is due next; null for never.</param>
    /// <param name="version">The count of changes that this is true of.</param>
    public ExecutionActivity Look(out DateTimeOffset? nextDue, out long version)
    {
        // Asked under no lock, as the invocation has locks of its own, under which it may submit. What was parked then
        // may have been woken since by another thread, which shows in the count of changes.
        var isParked = current.IsParked(out var seen);
        lock (gate)
        {
            nextDue = timer.NextDue;
            version = current.Version;
            return phase.ActivityOf(current.HasChanges, isParked && seen == version && current.HasOfferedAll);
        }
    }
}
