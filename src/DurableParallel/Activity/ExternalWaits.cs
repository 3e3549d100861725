using DurableParallel.Operations;
using DurableParallel.Replay;

namespace DurableParallel.Activity;

/// <summary>
/// Parked operations that wait for their host, by id. Usually one an id; the result of a callback may be awaited more
/// than once, and in several contexts. Guarded by the gate of the <see cref="ActivityTracker"/>.
/// </summary>
internal sealed class ExternalWaits
{
    private readonly Dictionary<OperationId, object> _byId = [];

    public bool IsEmpty => _byId.Count == 0;

    public void Add(DurableOperation operation)
    {
        if (_byId.TryAdd(operation.Id, operation))
        {
            return;
        }

        if (_byId[operation.Id] is DurableOperation other)
        {
            _byId[operation.Id] = new List<DurableOperation> { other, operation };
        }
        else
        {
            ((List<DurableOperation>)_byId[operation.Id]).Add(operation);
        }
    }

    /// <summary>Takes out one operation; nothing, if it is not in.</summary>
    public void Remove(DurableOperation operation)
    {
        switch (_byId.GetValueOrDefault(operation.Id))
        {
            case DurableOperation single when ReferenceEquals(single, operation):
                _byId.Remove(operation.Id);
                break;
            case List<DurableOperation> several when several.Remove(operation) && several.Count == 0:
                _byId.Remove(operation.Id);
                break;
        }
    }

    /// <summary>Those that wait for the operation of that id, as they are at this moment.</summary>
    public DurableOperation[] Of(OperationId id) => _byId.GetValueOrDefault(id) switch
    {
        DurableOperation single => [single],
        List<DurableOperation> several => [.. several],
        _ => [],
    };

    public void Clear() => _byId.Clear();
}
