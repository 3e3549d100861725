namespace DurableParallel.Records;

/// <summary>
/// The operations of one execution by position and in their order, which of them are pending, and what the function may still
/// ask for. What changes them is for the class below to say. Not safe for threads.
/// </summary>
/// <typeparam name="TEntry">What the host knows of an operation.</typeparam>
internal abstract class OperationBook<TEntry>
    where TEntry : OperationEntry<TEntry>
{
    private readonly List<TEntry> _entries = [];
    private readonly Dictionary<OperationId, TEntry> _byId = [];

    // What is below a context that has ended stays in it: that shows when it is asked for.
    private readonly HashSet<TEntry> _pending = [];

    // They keep their numbers. Most executions have none.
    private HashSet<TEntry>? _forgotten;

    /// <summary>In the order in which they were first recorded, so a parent is before its children.</summary>
    public IReadOnlyList<TEntry> Entries => _entries;

    /// <summary>What may be pending, in no order; what is below a context that has ended is among it.</summary>
    protected IReadOnlyCollection<TEntry> MaybePending => _pending;

    public TEntry? Find(OperationId id) => _byId.GetValueOrDefault(id);

    /// <summary>What waits for a time, an event or another execution, in the order of starts.</summary>
    public IEnumerable<TEntry> Pending() => _pending.Where(static entry => !entry.IsBelowEnded).OrderBy(static entry => entry.Ordinal);

    /// <summary>Whether an operation of that type is pending.</summary>
    public bool HasPending(OperationType type) => _pending.Any(entry => entry.Record.Type == type && !entry.IsBelowEnded);

    /// <summary>Puts another record in the place of an operation's.</summary>
    public void Replace(TEntry entry, OperationRecord record)
    {
        entry.Record = record;
        if (OperationRules.IsPending(record))
        {
            _pending.Add(entry);
        }
        else
        {
            _pending.Remove(entry);
        }
    }

    /// <summary>What the function may ask for: all but what is below a context that has ended and is not to be run again for its children.</summary>
    public List<TEntry> Visible()
    {
        // A child is always recorded after its parent, so one pass sees every parent first.
        var visible = new List<TEntry>(_entries.Count);
        var hidden = new HashSet<TEntry>();
        foreach (var entry in _entries.Where(IsKept))
        {
            if (entry.Parent is { } parent && (hidden.Contains(parent) || parent.Record is { IsEnded: true, ReplayChildren: false }))
            {
                hidden.Add(entry);
            }
            else
            {
                visible.Add(entry);
            }
        }

        return visible;
    }

    /// <summary>Whether an operation still counts: it was not forgotten.</summary>
    protected bool IsKept(TEntry entry) => _forgotten is null || !_forgotten.Contains(entry);

    /// <summary>Operations run anew: nothing of them counts any more, nor of what is below them, and others may have their positions.</summary>
    /// <param name="entries">The operations.</param>
    /// <returns>These, and all that was below them.</returns>
    protected List<TEntry> Forget(IReadOnlyCollection<TEntry> entries)
    {
        var gone = new HashSet<TEntry>(entries);
        foreach (var entry in _entries.Where(IsKept))
        {
            if (entry.Parent is { } parent && gone.Contains(parent))
            {
                gone.Add(entry);
            }
        }

        foreach (var entry in gone)
        {
            _byId.Remove(entry.Id);
            _pending.Remove(entry);
            (_forgotten ??= []).Add(entry);
        }

        return [.. gone];
    }

    /// <summary>Adds the next operation. False when there is one at its position.</summary>
    protected bool TryAdd(TEntry entry)
    {
        if (!_byId.TryAdd(entry.Id, entry))
        {
            return false;
        }

        _entries.Add(entry);
        Replace(entry, entry.Record);
        return true;
    }
}
