using DurableParallel.Records;

namespace DurableParallel.Running;

/// <summary>Looks up what the host has changed since the last invocation. Most invocations have one such operation or none. Safe from any thread.</summary>
internal struct HostUpdates(IReadOnlyCollection<OperationId> updated)
{
    private IReadOnlySet<OperationId>? _set;

    public bool Contains(OperationId id)
    {
        switch (updated)
        {
            case { Count: 0 }:
                return false;
            case IUpdatedOperations lookup:
                return lookup.Contains(id);
            default:
                return (_set ??= new HashSet<OperationId>(updated)).Contains(id);
        }
    }
}
