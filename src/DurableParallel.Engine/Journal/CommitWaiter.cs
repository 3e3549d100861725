using DurableParallel.Running;

namespace DurableParallel.Engine.Journal;

/// <summary>A waiter as a task.</summary>
internal sealed class CommitWaiter : ICheckpointWaiter
{
    private readonly TaskCompletionSource _committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _committed.Task;

    public void OnAcknowledged(DateTimeOffset timestamp) => _committed.TrySetResult();
}
