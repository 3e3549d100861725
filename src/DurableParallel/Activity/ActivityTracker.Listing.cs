namespace DurableParallel.Activity;

/// <content>What has not ended, for messages.</content>
internal sealed partial class ActivityTracker
{
    public IReadOnlyList<PendingOperation> ListPending()
    {
        lock (_gate)
        {
            return _isEnded
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
}
