using DurableParallel.Records;

namespace DurableParallel.Running;

/// <summary>
/// The way from an execution to its host's journal. Updates become durable in the order in which they were submitted.
/// A host that cannot record one acknowledges nothing more and ends the invocation with <c>Invocation.Abort</c>.
/// </summary>
internal interface ICheckpointPort
{
    /// <summary>
    /// Hands over one update and returns at once. Safe from any thread. The waiter, if there is one, is told once the
    /// update is durable, on a thread of the host's and never from inside this call.
    /// </summary>
    void Submit(in OperationUpdate update, ICheckpointWaiter? waiter);

    /// <summary>
    /// A body goes on without its end in sight: what was handed over and nobody awaits is worth a commit of its own now.
    /// Until then a host may hold it back, to record it together with the end of its body. Returns at once; safe from any thread.
    /// </summary>
    void Expedite()
    {
    }

    /// <summary>The attempt of a step that was started has ended, and nothing of that is handed over: its branch has lost, or its context has ended without it. Returns at once; safe from any thread.</summary>
    void DropStep(OperationId id)
    {
    }

    /// <summary>
    /// The code says what the execution is doing. The host keeps the latest with the next record that it makes of the
    /// invocation, and at the latest when that is parked or has ended; see <see cref="StatusCalls"/>. Returns at once; safe from any thread.
    /// </summary>
    /// <param name="context">The context that says it; null for the function.</param>
    /// <param name="status">What it says; null for no payload.</param>
    /// <returns>False when an earlier invocation has said it: then nothing changes.</returns>
    /// <exception cref="FeatureNotSupportedException">The host keeps none.</exception>
    bool SetStatus(OperationId? context, string? status);

    /// <summary>The code is about to wait for an event or to raise one.</summary>
    /// <param name="call">The method that it has called.</param>
    /// <exception cref="FeatureNotSupportedException">The host has no events.</exception>
    void RequireEvents(string call)
    {
    }

    /// <summary>The id under which the outside completes a callback. Asked only once the callback's START is acknowledged.</summary>
    string CallbackIdOf(OperationId id);
}
