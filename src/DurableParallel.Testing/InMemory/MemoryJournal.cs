using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <summary>The durable state of one execution. Not safe for threads: its execution holds the lock.</summary>
internal sealed class MemoryJournal(string executionName = "execution")
{
    private readonly List<JournalEntry> _entries = [];
    private readonly Dictionary<string, JournalEntry> _byHex = new(StringComparer.Ordinal);
    private readonly List<DurableUpdate> _updates = [];
    private readonly PriorityQueue<JournalEntry, (DateTimeOffset Due, int Order)> _due = new();

    public EventLog Log { get; } = new(executionName);

    /// <summary>In the order in which they were first recorded.</summary>
    public IReadOnlyList<JournalEntry> Entries => _entries;

    public IReadOnlyList<DurableUpdate> Updates => _updates;

    /// <summary>When the first wait, retry or limit of a callback is due that somebody may still wait for.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            while (_due.TryPeek(out var entry, out var priority))
            {
                if (entry.Record.DueTimestamp == priority.Due && IsPending(entry))
                {
                    return priority.Due;
                }

                _due.Dequeue();
            }

            return null;
        }
    }

    /// <summary>Makes the update durable.</summary>
    /// <exception cref="HostViolationException">It is not legal; nothing has changed.</exception>
    public void Apply(in OperationUpdate update, DateTimeOffset now, int invocation)
    {
        var hex = update.Id.Hex;
        var entry = _byHex.GetValueOrDefault(hex);
        var parentHex = update.ParentId?.Hex;
        CheckParent(entry, parentHex, update);
        var record = OperationTransitions.Apply(entry?.Record, update, now);
        if (entry is null)
        {
            entry = new JournalEntry(update.Id, parentHex, record);
            _entries.Add(entry);
            _byHex.Add(hex, entry);
        }

        entry.Record = record;
        _updates.Add(new DurableUpdate(invocation, now, update));
        Log.Changed(entry, update, now);
        if (record.DueTimestamp is { } due)
        {
            _due.Enqueue(entry, (due, _updates.Count));
        }
    }

    /// <summary>Whether the outside may still change something.</summary>
    public bool HasOpenCallback => _entries.Exists(IsOpenCallback);

    public JournalEntry? Find(OperationId id) => _byHex.GetValueOrDefault(id.Hex);

    /// <summary>Whether it is a callback that has not ended, neither by itself nor with a context above.</summary>
    public bool IsOpenCallback(JournalEntry entry) =>
        entry.Record is { Type: OperationType.Callback, IsEnded: false } && EndedAbove(entry.ParentHex) is null;

    /// <summary>The outside has completed a callback that is open.</summary>
    public void EndCallback(JournalEntry entry, OperationStatus status, string? payload, DurableError? error, DateTimeOffset now)
    {
        entry.Record = entry.Record with { Status = status, Payload = payload, Error = error, EndTimestamp = now, DueTimestamp = null };
        Log.EndedByHost(entry, now);
    }

    /// <summary>A callback that is open has given a sign of life: its interval begins again.</summary>
    public void Heartbeat(JournalEntry entry, DateTimeOffset now)
    {
        var due = CallbackDeadline.Of(entry.Record.Callback!, entry.Record.StartTimestamp, now);
        entry.Record = entry.Record with { DueTimestamp = due };
        if (due is { } next)
        {
            _due.Enqueue(entry, (next, _updates.Count));
        }
    }

    /// <summary>Ends the waits and the callbacks, and readies the retries, that are due by then, in the order of their due times, and returns them.</summary>
    public List<JournalEntry> CompleteDue(DateTimeOffset now)
    {
        var changed = new List<JournalEntry>();
        while (NextDue is { } due && due <= now)
        {
            var entry = _due.Dequeue();
            entry.Record = AfterDue(entry.Record, now);
            if (entry.Record.IsEnded)
            {
                Log.EndedByHost(entry, now);
            }

            changed.Add(entry);
        }

        return changed;
    }

    /// <summary>Ends an invoke; null when nobody waits for it any more.</summary>
    public JournalEntry? EndInvoke(OperationId id, InvokedEnd end, DateTimeOffset now)
    {
        var entry = _byHex.GetValueOrDefault(id.Hex);
        if (entry is not { Record: { Type: OperationType.ChainedInvoke, IsEnded: false } } || EndedAbove(entry.ParentHex) is not null)
        {
            return null;
        }

        entry.Record = entry.Record with { Status = end.Status, Payload = end.Payload, Error = end.Error, EndTimestamp = now };
        Log.EndedByHost(entry, now);
        return entry;
    }

    /// <summary>What an invocation is given. Pruned, without what is below contexts that have ended and need their children no more.</summary>
    public IReadOnlyList<JournalEntry> Snapshot(bool prune)
    {
        if (!prune)
        {
            return [.. _entries];
        }

        // A child is always recorded after its parent, so one pass sees every parent first.
        var kept = new List<JournalEntry>(_entries.Count);
        var closed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in _entries)
        {
            var omitted = entry.ParentHex is { } parent && closed.Contains(parent);
            if (!omitted)
            {
                kept.Add(entry);
            }

            if (omitted || (entry.Record is { Type: OperationType.Context, IsEnded: true, ReplayChildren: false }))
            {
                closed.Add(entry.Hex);
            }
        }

        return kept;
    }

    private static bool IsPendingStatus(OperationRecord record) =>
        record is { Type: OperationType.Wait or OperationType.Callback, Status: OperationStatus.Started }
            or { Type: OperationType.Step, Status: OperationStatus.Pending };

    private static OperationRecord AfterDue(OperationRecord record, DateTimeOffset now) => record.Type switch
    {
        OperationType.Wait => record with { Status = OperationStatus.Succeeded, EndTimestamp = now, DueTimestamp = null },
        OperationType.Callback => record with
        {
            Status = OperationStatus.TimedOut,
            Error = CallbackDeadline.ErrorOf(record),
            EndTimestamp = now,
            DueTimestamp = null,
        },
        _ => record with { Status = OperationStatus.Ready, DueTimestamp = null },
    };

    private bool IsPending(JournalEntry entry) => IsPendingStatus(entry.Record) && EndedAbove(entry.ParentHex) is null;

    private JournalEntry? EndedAbove(string? parentHex)
    {
        while (parentHex is not null)
        {
            var parent = _byHex[parentHex];
            if (parent.Record.IsEnded)
            {
                return parent;
            }

            parentHex = parent.ParentHex;
        }

        return null;
    }

    private void CheckParent(JournalEntry? entry, string? parentHex, in OperationUpdate update)
    {
        if (entry is not null && parentHex is not null && entry.ParentHex != parentHex)
        {
            throw OperationTransitions.Violation(update, "the operation was recorded under another parent");
        }

        if (parentHex is not null && _byHex.GetValueOrDefault(parentHex) is not { Record.Type: OperationType.Context })
        {
            throw OperationTransitions.Violation(update, $"its parent {update.ParentId} is not a recorded context");
        }

        if (EndedAbove(entry?.ParentHex ?? parentHex) is { } ended)
        {
            throw OperationTransitions.Violation(update, $"it is below {ended}, which has ended");
        }
    }
}
