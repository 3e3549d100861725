using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Wire;

namespace DurableParallel.Lambda.Checkpointing;

/// <summary>An update on its way to the service, and who waits for it.</summary>
internal sealed class QueuedUpdate(OperationId? id, WireUpdate update, ICheckpointWaiter? waiter)
{
    private byte[]? _json;

    /// <summary>Null for the execution's own.</summary>
    public OperationId? Id { get; } = id;

    public WireUpdate Update { get; } = update;

    public ICheckpointWaiter? Waiter { get; } = waiter;

    /// <summary>Made once, however often the update waits for the next batch.</summary>
    public byte[] Json => _json ??= WireJson.Seconds.Write(Update);
}
