using System.Diagnostics.CodeAnalysis;
using DurableParallel.Engine.Operations;
using DurableParallel.Records;

namespace DurableParallel.Engine.Turns;

/// <summary>The invokes of one execution in memory that have not ended. Those below a context that has ended are forgotten. Guarded by the execution.</summary>
internal sealed class OpenInvokes
{
    private readonly Dictionary<OperationId, (OperationId Id, OperationRecord Record)> _open = [];
    private EndedContexts _ended;

    public void Add(OperationId id, OperationRecord record) => _open[id] = (id, record);

    /// <summary>Takes an invoke that has ended; false when it is not waited for. The id comes back as the one that was added, with its host key.</summary>
    public bool TryTake(OperationId id, [NotNullWhen(true)] out OperationId? added, [NotNullWhen(true)] out OperationRecord? record)
    {
        var wasOpen = _open.Remove(id, out var invoke) && !_ended.IsAbove(id);
        (added, record) = wasOpen ? invoke : (null, null);
        if (_open.Count == 0)
        {
            _ended.Clear();
        }

        return wasOpen;
    }

    /// <summary>A context has ended: what is invoked below it goes on by itself and tells nobody.</summary>
    public void ForgetBelow(OperationId context)
    {
        if (_open.Count > 0)
        {
            _ended.Add(context);
        }
    }
}
