using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <summary>Something that the outside does to an execution, and whoever waits for that to be durable.</summary>
internal abstract class DurableSignal
{
    private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Durable => _durable.Task;

    public void Complete() => _durable.TrySetResult();

    public void Fail(Exception fault) => _durable.TryFail(fault);
}
