using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <summary>Waits until the START of an invoke is durable, and then creates the execution that it becomes, before the function is told.</summary>
/// <param name="execution">The execution that invokes.</param>
/// <param name="id">The invoke.</param>
/// <param name="options">What is invoked.</param>
/// <param name="input">With what.</param>
/// <param name="waiter">The function's own.</param>
internal sealed class StartedInvoke(ITurnOwner execution, OperationId id, OperationOptions options, string? input, ICheckpointWaiter? waiter) : ICheckpointWaiter
{
    public void OnAcknowledged(DateTimeOffset timestamp)
    {
        // An invoke that the function was not told of keeps its execution from leaving memory, and is taken up when it begins again.
        if (execution.StartInvoke(id, options, input))
        {
            waiter?.OnAcknowledged(timestamp);
        }
    }
}
