using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using DurableParallel.Protocol;
using DurableParallel.Protocol.Wire;

namespace DurableParallel.Replay;

/// <summary>
/// The operations on record when an invocation began. The wire has them by the hash of their position, and hashes are
/// not to be turned back: positions are tried in their order, context by context, as the code comes to them, until all
/// that is recorded below a context has been found. From then on a position answers without a hash.
/// </summary>
internal sealed class WireHistory : IOperationHistory
{
    // Positions may be empty: of operations that were refused, and of flat contexts that recorded nothing. The first
    // search finds what is usual, and only what it leaves is looked for further away.
    private static readonly PositionSearch[] Searches = [new(4, 2, 2), new(32, 3, 4), new(64, 16, 2), new(1024, 2, 4)];

    // Ids that are not ours are found nowhere, however long one looks.
    private const int MaxProbes = 250_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, RecordedPlace> _byHex;
    private readonly Dictionary<OperationId, RecordedPlace> _byId;
    private readonly Dictionary<string, RecordedChildren> _children = new(StringComparer.Ordinal);
    private readonly Dictionary<OperationId, int> _below = [];
    private readonly List<RecordedPlace> _all;
    private int? _atRoot;
    private int _probes = MaxProbes;

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

    private int CountBelow(OperationId? id, RecordedChildren? children)
    {
        if (children is null)
        {
            return 0;
        }

        if (id is null ? _atRoot is { } known : _below.TryGetValue(id, out known))
        {
            return known;
        }

        var count = 0;
        _probes = MaxProbes;
        foreach (var search in Searches)
        {
            count = Walk(id, children, search, search.Depth);
            MarkReserved(id, children);
            if (children.Unplaced == 0)
            {
                break;
            }
        }

        // Whatever is still without a position is on record all the same, and the code has to ask for it.
        count += children.Unplaced;
        if (id is null)
        {
            _atRoot = count;
        }
        else
        {
            _below[id] = count;
        }

        return count;
    }

    /// <summary>How many places below this one are on record, until nothing more is found.</summary>
    private int Walk(OperationId? above, RecordedChildren children, PositionSearch search, int depth)
    {
        var count = 0;
        var misses = 0;
        var patience = depth == search.Depth ? search.Patience : search.FlatPatience;
        for (var number = 1; misses <= patience && _probes > 0; number++)
        {
            var id = new OperationId(above, number);
            if (IsIn(children, id))
            {
                count++;
                misses = 0;
            }
            else if (children.Unplaced > 0 && depth > 0 && Walk(id, children, search, depth - 1) is > 0 and var below)
            {
                _below[id] = below;
                count++;
                misses = 0;
            }
            else if (_below.ContainsKey(id))
            {
                count++;
                misses = 0;
            }
            else if (children.Unplaced == 0 && misses > search.FlatPatience)
            {
                break;
            }
            else
            {
                misses++;
            }
        }

        return count;
    }

    private bool IsIn(RecordedChildren children, OperationId id)
    {
        if (_byId.ContainsKey(id))
        {
            return true;
        }

        _probes--;
        if (children.Unplaced == 0 || !TryFindHash(id, out var place) || !ReferenceEquals(children, _children[place.Operation.ParentId ?? string.Empty]))
        {
            return false;
        }

        Mark(place, id, children);
        return true;
    }

    /// <summary>A scope's deadline is below it, and its compensations are beside it; neither takes a place.</summary>
    private void MarkReserved(OperationId? context, RecordedChildren children)
    {
        if (children.Unplaced > 0 && context is not null)
        {
            IsIn(children, OperationId.DeadlineOf(context));
        }

        for (var i = 0; i < children.Places.Count && children.Unplaced > 0; i++)
        {
            if (children.Places[i] is { Id: { } id, Operation.SubType: OperationSubTypes.Parallel or OperationSubTypes.Map })
            {
                IsIn(children, OperationId.CompensationOf(id));
            }
        }
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
