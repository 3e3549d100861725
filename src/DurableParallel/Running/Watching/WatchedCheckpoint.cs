using DurableParallel.Records;

namespace DurableParallel.Running.Watching;

/// <summary>
/// Stands between a checkpoint's acknowledgement and whoever waits for it, so that plugins hear of it first. A start is
/// told to them before its acknowledgement, however early that comes.
/// </summary>
internal sealed class WatchedCheckpoint(InvocationEvents events, OperationUpdate update, ICheckpointWaiter? waiter) : ICheckpointWaiter
{
    private int _left = 2;
    private DateTimeOffset _timestamp;

    /// <summary>The update is on its way, and its start has been told.</summary>
    public void OnSubmitted() => Arrive();

    public void OnAcknowledged(DateTimeOffset timestamp)
    {
        _timestamp = timestamp;
        Arrive();
    }

    private void Arrive()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            events.OnAcknowledged(update, _timestamp, waiter);
        }
    }
}
