namespace DurableParallel.Running;

/// <summary>Whoever waits for a checkpoint to be durable.</summary>
internal interface ICheckpointWaiter
{
    /// <summary>The checkpoint is durable. Returns quickly and runs no user code: the host may be in the middle of a batch.</summary>
    /// <param name="timestamp">The time that the host recorded for it.</param>
    void OnAcknowledged(DateTimeOffset timestamp);
}
