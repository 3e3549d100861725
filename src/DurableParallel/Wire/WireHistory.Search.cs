using DurableParallel.Records;

namespace DurableParallel.Wire;

/// <content>How positions are looked for below a context.</content>
internal sealed partial class WireHistory
{
    // Positions may be empty: of operations that were refused, and of flat contexts that recorded nothing. The first
    // search finds what is usual, and only what it leaves is looked for further away.
    private static readonly PositionSearch[] Searches = [new(4, 2, 2), new(32, 3, 4), new(64, 16, 2), new(1024, 2, 4)];

    // Ids that are not ours are found nowhere, however long one looks.
    private const int MaxProbes = 250_000;

    private int _probes = MaxProbes;

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
}
