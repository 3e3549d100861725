using DurableParallel.Engine.Operations;
using DurableParallel.Records;

namespace DurableParallel.Engine.Turns;

/// <summary>The callbacks of one execution in memory that can still be completed. Those below a context that has ended cannot. Guarded by the execution.</summary>
internal sealed class PendingCallbacks
{
    private readonly Dictionary<OperationId, PendingCallback> _open = [];
    private EndedContexts _ended;

    /// <summary>Whether one can be completed.</summary>
    public bool HasOpen
    {
        get
        {
            foreach (var id in _open.Keys)
            {
                if (!_ended.IsAbove(id))
                {
                    return true;
                }
            }

            return false;
        }
    }

    public void Add(PendingCallback callback) => _open[callback.Id] = callback;

    public PendingCallback? Find(OperationId id) => _open.TryGetValue(id, out var callback) && !_ended.IsAbove(id) ? callback : null;

    public void Remove(OperationId id)
    {
        _open.Remove(id);
        if (_open.Count == 0)
        {
            _ended.Clear();
        }
    }

    /// <summary>A context has ended: nobody completes what is below it any more.</summary>
    public void CloseBelow(OperationId context)
    {
        if (_open.Count > 0)
        {
            _ended.Add(context);
        }
    }
}
