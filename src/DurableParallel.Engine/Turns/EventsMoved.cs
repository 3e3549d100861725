using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <summary>Waits until something is durable that may let a wait have an event, and has it offered then, once the function was told.</summary>
/// <param name="execution">The execution.</param>
/// <param name="waiter">The function's own.</param>
internal sealed class EventsMoved(ITurnOwner execution, ICheckpointWaiter? waiter) : ICheckpointWaiter
{
    public void OnAcknowledged(DateTimeOffset timestamp)
    {
        waiter?.OnAcknowledged(timestamp);
        Offer(execution);
    }

    /// <summary>Has events offered, if the execution has a turn. Called outside of the gate.</summary>
    public static void Offer(ITurnOwner execution)
    {
        ExecutionTurn? turn;
        lock (execution.Gate)
        {
            turn = execution.Turn;
        }

        turn?.OfferEvents();
    }
}
