using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <summary>The end of a wait or of a callback's time, on its way to the journal: the function is told once it is durable.</summary>
internal sealed class EndedDelay(InProcessTurn turn, Delay delay) : ICheckpointWaiter
{
    public void OnAcknowledged(DateTimeOffset timestamp) => turn.Deliver(delay.Id, delay.After(timestamp));
}
