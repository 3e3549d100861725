using DurableParallel.Records;

namespace DurableParallel.Running;

/// <summary>
/// What an invocation tells its host while it lives. Called on a worker thread, under no lock, and in an order that may
/// lag behind the state by then: a host that acts on it asks <see cref="Invocation.IsParked"/> or
/// <see cref="Invocation.TrySuspend"/> for the truth.
/// </summary>
internal interface IInvocationHost
{
    /// <summary>Every context is parked. Only told to hosts that keep parked invocations.</summary>
    void OnParked();

    /// <summary>A context is active again.</summary>
    void OnResumed();

    /// <summary>The invocation has ended, and nothing of it comes after this. Told once, possibly before <see cref="Invocation.Start"/> has returned.</summary>
    void OnEnded(InvocationOutcome outcome)
    {
    }

    /// <summary>
    /// Whether the body of a step may run whose START was submitted right before. Where it may not, the operation does not
    /// return, as after the invocation's end. Asked under no lock, before every attempt.
    /// </summary>
    bool MayRunStep(OperationId id) => true;

    /// <summary>Something is beyond <see cref="InvocationRequest.WatchedLimits"/>: told of every payload and name, and once of the number of operations. In no way exceptional to the function.</summary>
    void OnBeyondLimit(LimitKind kind, DurableLimitException beyond)
    {
    }

    /// <summary>
    /// Raises an event in another execution, once for each operation however often it is asked. Says how that went when it is
    /// durable there, or never when the host goes before: then it is asked again.
    /// </summary>
    /// <param name="id">The operation, whose START is durable.</param>
    /// <param name="options">Which event, and where.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="payload">The event's value; null is no payload.</param>
    /// <param name="onRaised">Called once, perhaps before this returns, with why it was refused; with null when it is raised.</param>
    void RaiseEvent(OperationId id, EventRaiseOptions options, string name, string? payload, Action<DurableError?> onRaised)
    {
    }

    /// <summary>Refuses a function that is to go on with a new run, if the host has no runs.</summary>
    /// <exception cref="FeatureNotSupportedException">It has none.</exception>
    void RequireRuns()
    {
    }

    /// <summary>The function that an invoke means, if it runs in this process; its serializer is the one that reads the input and has written the result.</summary>
    /// <param name="id">The invoke.</param>
    /// <param name="functionName">The function as it was named.</param>
    InvokedFunction? FindInvoked(OperationId id, string functionName) => null;
}
