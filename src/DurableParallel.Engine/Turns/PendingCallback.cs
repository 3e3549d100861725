using DurableParallel.Records;

namespace DurableParallel.Engine.Turns;

/// <summary>A callback that can still be completed. Guarded by the execution.</summary>
/// <param name="id">The operation.</param>
/// <param name="record">What is on record of it, or on its way to be.</param>
internal sealed class PendingCallback(OperationId id, OperationRecord record)
{
    public OperationId Id { get; } = id;

    public OperationRecord Record { get; set; } = record;

    /// <summary>What ends it by itself; null when nothing does.</summary>
    public Delay? Limit { get; set; }
}
