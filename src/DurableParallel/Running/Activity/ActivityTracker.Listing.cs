using DurableParallel.Running.Operations;

namespace DurableParallel.Running.Activity;

/// <content>What has not ended, for messages.</content>
internal sealed partial class ActivityTracker
{
    public IReadOnlyList<PendingOperation> ListPending()
    {
        lock (_gate.Lock)
        {
            return _gate.IsEnded
                ? []
                : [.. Pending(Root).Select(static operation => new PendingOperation(
                    operation.Id,
                    operation.Description,
                    operation.Context.Description,
                    operation.IsCounted,
                    operation.IsSiblingWait,
                    operation.IsExternal))];
        }
    }

    /// <summary>Whether a context has operations that have not ended; a glance, which may be late.</summary>
    public static bool HasPending(ActivityNode node) => node.Pending.First is not null;

    /// <summary>The operations of a context, without those below it, that have not ended.</summary>
    public List<DurableOperation> ListPending(ActivityNode node)
    {
        lock (_gate.Lock)
        {
            List<DurableOperation> pending = [];
            for (var operation = _gate.IsEnded ? null : node.Pending.First; operation is not null; operation = operation.Next)
            {
                pending.Add(operation);
            }

            return pending;
        }
    }
}
