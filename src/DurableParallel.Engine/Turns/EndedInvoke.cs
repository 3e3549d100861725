using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <summary>The end of an invoke, on its way to the journal: the function is told once it is durable.</summary>
internal sealed class EndedInvoke(InProcessTurn turn, OperationId id, OperationRecord record) : ICheckpointWaiter
{
    public void OnAcknowledged(DateTimeOffset timestamp) => turn.Deliver(id, record with { EndTimestamp = timestamp });
}
