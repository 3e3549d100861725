using DurableParallel.Running.Activity;

namespace DurableParallel.Running.Operations;

/// <summary>
/// The operations of one context that have ended while nothing waited for them. Made when there is the first. Safe from
/// any thread.
/// </summary>
/// <remarks>
/// Who waits through our awaiters and combinators is seen. The framework's combinators are seen while an operation is
/// pending, and not once it has ended: so none is told in a context whose code uses them.
/// </remarks>
internal sealed class UnseenOperations
{
    private readonly Lock _lock = new();
    private readonly HashSet<DurableOperation> _ended = [];
    private bool _isFrameworkUsed;

    /// <summary>An operation is about to end, and its task to complete.</summary>
    public void OnEnding(DurableOperation operation)
    {
        lock (_lock)
        {
            if (ForeignContinuation.IsRegisteredOn(operation.Task))
            {
                // Our awaiter says so before it registers anything.
                _isFrameworkUsed |= !operation.IsSeen;
            }
            else if (operation.CountsAsLeft(hasEnded: true))
            {
                _ended.Add(operation);
            }
        }
    }

    public void Remove(DurableOperation operation)
    {
        lock (_lock)
        {
            _ended.Remove(operation);
        }
    }

    public IReadOnlyList<DurableOperation> List()
    {
        lock (_lock)
        {
            return _isFrameworkUsed ? [] : [.. _ended.Where(static operation => !operation.IsSeen)];
        }
    }
}
