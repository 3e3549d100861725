using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <summary>A status is durable: handles and lists show it.</summary>
internal sealed class StatusDurable(ITurnOwner execution, string? status) : ICheckpointWaiter
{
    public void OnAcknowledged(DateTimeOffset timestamp)
    {
        lock (execution.Gate)
        {
            execution.ShowStatus(status);
        }
    }
}
