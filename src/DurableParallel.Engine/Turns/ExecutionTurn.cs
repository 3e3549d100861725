using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <summary>
/// A run of an execution, in this process or in another: from its admission until the execution has ended, is blocked or
/// only waits. An execution that has none is at rest. Guarded by the execution's gate: a caller holds it, unless it says otherwise here.
/// </summary>
internal abstract class ExecutionTurn
{
    /// <summary>Whether the function runs in this process. Then all records of the execution stay in memory.</summary>
    public abstract bool IsInProcess { get; }

    /// <summary>Whether it knows which callbacks are open, and records what is done to them.</summary>
    public abstract bool TakesSignals { get; }

    /// <summary>A copy of the steps whose attempts run in this process. Most of them are not on record before they end.</summary>
    public virtual IReadOnlyList<OpenSteps.OpenStep> OpenSteps => [];

    /// <summary>What the execution is held up by.</summary>
    public abstract ExecutionStates States { get; }

    /// <summary>What the function says of the execution, durable or not; null when it has said nothing new. Gated.</summary>
    public virtual string? NewStatus => null;

    /// <summary>Whether nothing of it is recorded any more.</summary>
    protected bool IsClosed { get; private set; }

    /// <summary>Takes up what is on record, and runs the function if there is a reason to. Called once, outside of the gate.</summary>
    public abstract void Begin();

    /// <summary>A time that it had the execution wait for has come. Called outside of the gate.</summary>
    public abstract void OnDue(long now);

    /// <summary>A record with a delay is durable.</summary>
    public virtual void OnDelayDurable(int ordinal)
    {
    }

    /// <summary>What is on record of a callback; null when it is not open. Only while it <see cref="TakesSignals"/>.</summary>
    public abstract OperationRecord? FindCallback(OperationId id);

    /// <summary>Records what the outside does to a callback; false when it is not open. Only while it <see cref="TakesSignals"/>.</summary>
    public abstract bool TrySignal(OperationId id, CallbackSignal signal);

    /// <summary>The events of the execution; null where it has none. Only while it <see cref="TakesSignals"/>.</summary>
    public virtual TurnEvents? Events => null;

    /// <summary>What runs the function in this process; null while nothing does, and where it runs in another one. Called outside of the gate.</summary>
    public virtual Invocation? Invocation => null;

    /// <summary>Why what waits for an event cannot read a value; null when it can, or does not run at this moment. Called outside of the gate.</summary>
    public (Type Expected, Exception Cause)? WhyEventUnreadable(OperationId wait, string payload, out bool isKnown)
    {
        isKnown = false;
        return Invocation?.WhyEventUnreadable(wait, payload, out isKnown);
    }

    /// <summary>A scope that the function waits for in this process, as it is now; null when there is none of that id. Called outside of the gate.</summary>
    public ScopeView? LookAtScope(string id) => Invocation?.LookAtScope(id);

    /// <summary>Delivers the events that are there to what waits for them. Called outside of the gate.</summary>
    public virtual void OfferEvents()
    {
    }

    /// <summary>An invoked execution has ended, durably.</summary>
    public abstract void EndInvoke(OperationId id, EndedRecord ended);

    /// <summary>Nothing of it is recorded any more.</summary>
    public void Close()
    {
        if (!IsClosed)
        {
            IsClosed = true;
            OnClosed();
        }
    }

    /// <summary>
    /// Comes to its end as soon as no step runs any more, so that another turn begins: what has come meanwhile holds for the
    /// whole of a turn. Until then nothing but the values of these steps is recorded.
    /// </summary>
    public virtual void BeginRestart()
    {
    }

    /// <summary>Cuts what runs of it in this process. Called outside of the gate.</summary>
    public abstract void Abort(Exception fault);

    /// <summary>The engine is gone: what waits for the journal is not left waiting.</summary>
    public abstract void Abandon(Exception fault);

    /// <summary>It was closed just now.</summary>
    protected abstract void OnClosed();
}
