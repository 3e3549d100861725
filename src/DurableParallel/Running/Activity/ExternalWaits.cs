using DurableParallel.Records;
using DurableParallel.Running.Operations;

namespace DurableParallel.Running.Activity;

/// <summary>
/// Parked operations that wait for their host, by id. Usually there is one, which has a place of its own; the result of a
/// callback may be awaited more than once, and in several contexts. Guarded by the gate of the invocation.
/// </summary>
internal struct ExternalWaits
{
    private DurableOperation? _only;
    private Dictionary<OperationId, object>? _byId;

    public readonly bool IsEmpty => _only is null && _byId is not { Count: > 0 };

    public void Add(DurableOperation operation)
    {
        if (IsEmpty)
        {
            _only = operation;
            return;
        }

        if (_only is { } only)
        {
            _only = null;
            AddToMany(only);
        }

        AddToMany(operation);
    }

    /// <summary>Takes out one operation; nothing, if it is not in.</summary>
    public void Remove(DurableOperation operation)
    {
        if (ReferenceEquals(_only, operation))
        {
            _only = null;
            return;
        }

        switch (_byId?.GetValueOrDefault(operation.Id))
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
    public readonly DurableOperation[] Of(OperationId id)
    {
        if (_only is not null)
        {
            return _only.Id.Equals(id) ? [_only] : [];
        }

        return _byId?.GetValueOrDefault(id) switch
        {
            DurableOperation single => [single],
            List<DurableOperation> several => [.. several],
            _ => [],
        };
    }

    public void Clear()
    {
        _only = null;
        _byId = null;
    }

    private void AddToMany(DurableOperation operation)
    {
        _byId ??= [];
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
}
