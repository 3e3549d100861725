using DurableParallel.Records;

namespace DurableParallel.Running.Watching;

/// <summary>All operations that an invocation knows of: those on record when it began, and those that it made. Safe from any thread.</summary>
internal sealed class KnownOperations
{
    private readonly Lock _lock = new();
    private readonly string _executionArn;
    private readonly TimeProvider _clock;
    private readonly Func<OperationId, string?> _nameOf;
    private readonly List<KnownOperation> _all = [];
    private readonly Dictionary<OperationId, KnownOperation> _byId = [];
    private Dictionary<string, KnownOperation>? _byHex;

    public KnownOperations(InvocationRequest request)
    {
        _executionArn = request.Execution.Arn;
        _clock = request.Clock;
        _nameOf = id => _byId.GetValueOrDefault(id)?.Record.Name;
        foreach (var entry in request.History.Entries)
        {
            Add(new KnownOperation(entry.Id, entry.ParentId, entry.Record, isStored: true));
        }

        View = new OperationsView(this);
    }

    public OperationsView View { get; }

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _all.Count;
            }
        }
    }

    /// <summary>The operation that an update is for, which this is the first to name perhaps. Null unless its start is still to be told.</summary>
    public OperationInfo? Announce(in OperationUpdate update)
    {
        lock (_lock)
        {
            if (!_byId.TryGetValue(update.Id, out var known))
            {
                known = new KnownOperation(
                    update.Id,
                    update.ParentId,
                    new OperationRecord
                    {
                        Type = update.Type,
                        Status = OperationStatus.Started,
                        SubType = update.SubType,
                        Name = update.Name,
                        StartTimestamp = _clock.GetUtcNow(),
                        Options = update.Options,
                    },
                    isStored: false);
                Add(known);
            }

            return Announce(known);
        }
    }

    /// <summary>The code has met an operation that is on record and has not ended. Null unless its start is still to be told.</summary>
    public OperationInfo? Announce(OperationId id)
    {
        lock (_lock)
        {
            return _byId.TryGetValue(id, out var known) ? Announce(known) : null;
        }
    }

    /// <summary>What an acknowledged update changes.</summary>
    public Merged Merge(in OperationUpdate update, DateTimeOffset timestamp)
    {
        lock (_lock)
        {
            if (!_byId.TryGetValue(update.Id, out var known))
            {
                return default;
            }

            // Until the host has said a first word, the time of the start is a guess.
            var before = known.IsConfirmed || update.Action != OperationAction.Start ? known.Record : known.Record with { StartTimestamp = timestamp };
            return Merge(known, OperationRules.After(before, update, timestamp));
        }
    }

    /// <summary>What the host's news of an operation changes.</summary>
    public Merged Merge(OperationId id, OperationRecord record)
    {
        lock (_lock)
        {
            return _byId.TryGetValue(id, out var known) && !(known.IsConfirmed && OperationProgress.IsBehind(record, known.Record))
                ? Merge(known, record)
                : default;
        }
    }

    /// <summary>How these operations stand, those that are known.</summary>
    public List<OperationInfo> StateOf(IEnumerable<OperationId> ids) => [.. ids.Distinct().Select(Find).OfType<OperationInfo>()];

    public OperationInfo? Find(OperationId id)
    {
        lock (_lock)
        {
            return _byId.TryGetValue(id, out var known) ? known.ToInfo(_executionArn, _nameOf) : null;
        }
    }

    public OperationInfo? Find(string hex)
    {
        lock (_lock)
        {
            return ByHex.TryGetValue(hex, out var known) ? known.ToInfo(_executionArn, _nameOf) : null;
        }
    }

    /// <summary>A copy, at this moment.</summary>
    public List<OperationInfo> ToList()
    {
        lock (_lock)
        {
            return _all.ConvertAll(known => known.ToInfo(_executionArn, _nameOf));
        }
    }

    // Made when somebody first looks: an id's text is a hash.
    private Dictionary<string, KnownOperation> ByHex => _byHex ??= _all.ToDictionary(static known => known.Id.Hex, StringComparer.Ordinal);

    private void Add(KnownOperation known)
    {
        _all.Add(known);
        _byId.Add(known.Id, known);
        _byHex?.Add(known.Id.Hex, known);
    }

    private OperationInfo? Announce(KnownOperation known)
    {
        if (known.IsAnnounced || known.Record.IsEnded)
        {
            return null;
        }

        known.IsAnnounced = true;
        return known.ToInfo(_executionArn, _nameOf);
    }

    private Merged Merge(KnownOperation known, OperationRecord record)
    {
        // What comes after the end is an echo of something older.
        if ((known.Record.IsEnded && known.IsConfirmed) || !known.Merge(record))
        {
            return default;
        }

        var isEnd = record.IsEnded && !known.IsEndTold;
        known.IsEndTold |= isEnd;
        return new Merged(known.ToInfo(_executionArn, _nameOf), isEnd);
    }

    /// <param name="Info">The operation as it is now; null when nothing has changed.</param>
    /// <param name="IsEnd">Whether its end is to be told now.</param>
    internal readonly record struct Merged(OperationInfo? Info, bool IsEnd);
}
