using DurableParallel.Running.Activity;

namespace DurableParallel.Testing;

/// <summary>Runs tasks and their continuations as work items of a scheduler.</summary>
internal sealed class WorkTaskScheduler(WorkScheduler scheduler) : TaskScheduler
{
    protected override void QueueTask(Task task) => scheduler.Queue(new Item(this, task));

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private sealed class Item(WorkTaskScheduler owner, Task task) : IThreadPoolWorkItem
    {
        public void Execute() => owner.TryExecuteTask(task);
    }
}
