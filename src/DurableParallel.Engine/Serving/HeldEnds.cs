using DurableParallel.Engine.Journal.Log;

namespace DurableParallel.Engine.Serving;

/// <summary>
/// Ends that have come from outside while an invocation is in flight, in the order in which they came. They take effect at
/// its next checkpoint or when it has ended. Ends of callbacks are on record already; those of invokes can be read again
/// from the invoked executions. What is due by time is not kept: that shows whenever it is looked at. Guarded by the execution.
/// </summary>
internal sealed class HeldEnds
{
    private readonly List<OperationChange> _callbacks = [];
    private readonly List<(ServedOperation Invoke, EndedRecord Ended)> _invokes = [];

    public bool HasCallbacks => _callbacks.Count > 0;

    public bool IsHeld(ServedOperation callback) => _callbacks.Exists(held => held.Ordinal == callback.Ordinal);

    public void Add(in OperationChange callbacksEnd) => _callbacks.Add(callbacksEnd);

    public void Add(ServedOperation invoke, EndedRecord ended) => _invokes.Add((invoke, ended));

    public IReadOnlyList<OperationChange> TakeCallbacks() => Take(_callbacks);

    public IReadOnlyList<(ServedOperation Invoke, EndedRecord Ended)> TakeInvokes() => Take(_invokes);

    private static List<T> Take<T>(List<T> held)
    {
        if (held.Count == 0)
        {
            return held;
        }

        List<T> taken = [.. held];
        held.Clear();
        return taken;
    }
}
