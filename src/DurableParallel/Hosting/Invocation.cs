using DurableParallel.Protocol;
using DurableParallel.Replay;

namespace DurableParallel.Hosting;

/// <summary>One run of a function by a host: from its first line to its outcome, its suspension or its fault.</summary>
internal sealed class Invocation
{
    /// <summary>Begins to run the function on the request's scheduler, and returns at once.</summary>
    public static Invocation Start(InvocationRequest request) => throw new NotSupportedException(request.ExecutionArn);

    /// <summary>Completes once, with the outcome; never faults. Continuations run asynchronously.</summary>
    public Task<InvocationOutcome> Completion => throw new NotSupportedException();

    /// <summary>Whether every context is parked at this moment.</summary>
    public bool IsParked => throw new NotSupportedException();

    /// <summary>
    /// An operation has changed outside the function: a delay is over, a retry is due. The change is durable already.
    /// Returns false when nothing here waits for it (yet); the record is then found when the function asks.
    /// </summary>
    public bool Deliver(OperationId id, OperationRecord record) => throw new NotSupportedException();

    /// <summary>Ends the invocation as suspended if every context is parked; returns whether it is ended now.</summary>
    public bool TrySuspend() => throw new NotSupportedException();

    /// <summary>Ends the invocation from outside as faulted: nothing of it runs a body, writes or completes any more.</summary>
    public void Abort(Exception fault) => throw new NotSupportedException();
}
