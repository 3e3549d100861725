namespace DurableParallel.Running.Activity;

/// <summary>Where bodies start and continuations resume. Tests put a seeded one in its place to try other orders.</summary>
internal abstract class WorkScheduler
{
    /// <summary>The thread pool, with a fresh execution context for every item.</summary>
    public static WorkScheduler Pool { get; } = new PoolWorkScheduler();

    /// <summary>Runs the item once, later, outside the caller's stack and execution context. Safe from any thread.</summary>
    public abstract void Queue(IThreadPoolWorkItem item);

    /// <summary>Work is between two hands, and no lock is held: a scheduler that tries other orders may run other items here. Does nothing else.</summary>
    public virtual void OnHandOver()
    {
    }
    /// <summary>
    /// Whether the item is held because the host cannot take more at the moment; then it is run again later. Asked by items
    /// that run user code, before they do anything.
    /// </summary>
    public virtual bool TryHold(IThreadPoolWorkItem item) => false;

    private sealed class PoolWorkScheduler : WorkScheduler
    {
        public override void Queue(IThreadPoolWorkItem item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
    }
}
