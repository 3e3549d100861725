using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using DurableParallel.Records;

namespace DurableParallel.Wire;

/// <summary>
/// The operations on record when an invocation began. The wire has them by the hash of their position, and hashes are
/// not to be turned back: positions are tried in their order, context by context, as the code comes to them, until all
/// that is recorded below a context has been found. From then on a position answers without a hash.
/// </summary>
internal sealed partial class WireHistory : IOperationHistory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, RecordedPlace> _byHex;
    private readonly Dictionary<OperationId, RecordedPlace> _byId;
    private readonly Dictionary<string, RecordedChildren> _children = new(StringComparer.Ordinal);
    private readonly Dictionary<OperationId, int> _below = [];
    private readonly List<RecordedPlace> _all;
    private int? _atRoot;

    /// <param name="operations">In the order of their starts, without the execution's own.</param>
    public WireHistory(IReadOnlyCollection<WireOperation> operations)
    {
        _all = new List<RecordedPlace>(operations.Count);
        _byId = new Dictionary<OperationId, RecordedPlace>(operations.Count);
        _byHex = new Dictionary<string, RecordedPlace>(operations.Count, StringComparer.Ordinal);
        foreach (var operation in operations)
        {
            var place = new RecordedPlace(operation);
            _all.Add(place);
            _byHex[operation.Id] = place;
            ref var children = ref CollectionsMarshal.GetValueRefOrAddDefault(_children, operation.ParentId ?? string.Empty, out _);
            children ??= new RecordedChildren();
            children.Places.Add(place);
            children.Unplaced++;
        }
    }

    public int Count => _all.Count;

    /// <summary>Those whose position can be found, which are all that this library recorded.</summary>
    public IEnumerable<HistoryEntry> Entries
    {
        get
        {
            List<HistoryEntry> entries = [];
            lock (_lock)
            {
                CountBelow(null, _children.GetValueOrDefault(string.Empty));
                foreach (var place in _all)
                {
                    // A parent is recorded before its children, so that its position is known by now.
                    if (place.Id is null)
                    {
                        continue;
                    }

                    if (_children.TryGetValue(place.Operation.Id, out var below))
                    {
                        CountBelow(place.Id, below);
                    }

                    var parent = place.Operation.ParentId is { } hex ? _byHex.GetValueOrDefault(hex)?.Id : null;
                    entries.Add(new HistoryEntry(place.Id, parent, place.Record));
                }
            }

            return entries;
        }
    }

    public OperationRecord? Find(OperationId id)
    {
        lock (_lock)
        {
            return PlaceOf(id)?.Record;
        }
    }

    public int CountBelow(OperationId? id)
    {
        lock (_lock)
        {
            if (id is null)
            {
                return CountBelow(null, _children.GetValueOrDefault(string.Empty));
            }

            if (_all.Count == 0)
            {
                return 0;
            }

            if (PlaceOf(id) is { } place)
            {
                return CountBelow(id, _children.GetValueOrDefault(place.Operation.Id));
            }

            _probes = MaxProbes;
            var children = ChildrenAround(id);
            if (_below.TryGetValue(id, out var count))
            {
                return count;
            }

            count = children is null ? 0 : Walk(id, children, Searches[0], Searches[0].Depth);
            if (count > 0)
            {
                _below[id] = count;
            }

            return count;
        }
    }

    /// <summary>The service has changed an operation. Its position, if it is on record here and somebody has found it.</summary>
    public OperationId? Refresh(WireOperation changed)
    {
        lock (_lock)
        {
            var place = _byHex.GetValueOrDefault(changed.Id);
            place?.Refresh(changed);
            return place?.Id;
        }
    }

    /// <summary>The positions of operations on record, those that can be found.</summary>
    public IEnumerable<OperationId> IdsOf(IEnumerable<string> hexes)
    {
        _ = Entries;
        lock (_lock)
        {
            return [.. hexes.Select(hex => _byHex.GetValueOrDefault(hex)?.Id).OfType<OperationId>()];
        }
    }

    private RecordedPlace? PlaceOf(OperationId id)
    {
        if (_byId.TryGetValue(id, out var place))
        {
            return place;
        }

        if (_byId.Count < _all.Count && TryFindHash(id, out place))
        {
            Mark(place, id, _children[place.Operation.ParentId ?? string.Empty]);
            return place;
        }

        return null;
    }

    // The text of a hash is kept once; most of those that are tried need none.
    private bool TryFindHash(OperationId id, [NotNullWhen(true)] out RecordedPlace? place)
    {
        Span<char> hex = stackalloc char[OperationId.HexLength];
        id.WriteHex(hex);
        if (!_byHex.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(hex, out place))
        {
            return false;
        }

        id.ShareHex(place.Operation.Id);
        return true;
    }

    private void Mark(RecordedPlace place, OperationId id, RecordedChildren children)
    {
        if (place.Id is null)
        {
            place.Id = id;
            _byId[id] = place;
            children.Unplaced--;
        }
    }

    /// <summary>What is recorded below the nearest recorded context around a place that has no record; null when none of it can be below the place.</summary>
    private RecordedChildren? ChildrenAround(OperationId id)
    {
        for (var above = id.Parent; above is not null; above = above.Parent)
        {
            if (PlaceOf(above) is { } place)
            {
                return _children.GetValueOrDefault(place.Operation.Id);
            }
        }

        return _children.GetValueOrDefault(string.Empty);
    }
}
