using DurableParallel.Engine.Journal;
using DurableParallel.Protocol;
using DurableParallel.Replay;

namespace DurableParallel.Engine.Executions;

/// <summary>An execution's operations as its records leave them. Built once, then read from any thread.</summary>
internal sealed class RecordedHistory : IOperationHistory
{
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<OperationId, int> _ordinals = [];
    private int _countAtRoot;

    private RecordedHistory(CreatedRecord created) => Created = created;

    public CreatedRecord Created { get; }

    /// <summary>How the execution ended; null while it has not.</summary>
    public EndedRecord? Ended { get; private set; }

    /// <summary>How many places were mentioned; the next new one has the next ordinal.</summary>
    public int LastOrdinal => _entries.Count;

    /// <summary>How many operations are on record.</summary>
    public int Count => _entries.Count(static entry => entry.Record is not null);

    /// <summary>Reads an execution's records, of which the first creates it.</summary>
    /// <exception cref="JournalDamagedException">The bytes are not what an engine writes.</exception>
    public static RecordedHistory Read(ReadOnlySpan<byte> records)
    {
        RecordedHistory? history = null;
        foreach (var record in new RecordSequence(records))
        {
            if (history is null)
            {
                history = new RecordedHistory(RecordCodec.ReadCreated(record));
            }
            else
            {
                history.Apply(record);
            }
        }

        return history ?? throw RecordReader.Damage("an execution has no records");
    }

    public IEnumerable<HistoryEntry> Entries =>
        from entry in _entries
        let record = entry.Record
        where record is not null
        select new HistoryEntry(entry.Id, entry.RecordedParent == 0 ? null : _entries[entry.RecordedParent - 1].Id, record);

    public OperationRecord? Find(OperationId id)
    {
        if (!_ordinals.TryGetValue(id, out var ordinal))
        {
            return null;
        }

        id.HostKey = ordinal;
        return _entries[ordinal - 1].Record;
    }

    public int CountBelow(OperationId? id)
    {
        if (id is null)
        {
            return _countAtRoot;
        }

        return _ordinals.TryGetValue(id, out var ordinal) ? _entries[ordinal - 1].RecordedBelow : 0;
    }

    /// <summary>The ordinal of a place that was mentioned, or 0.</summary>
    public int OrdinalOf(OperationId id) => _ordinals.GetValueOrDefault(id);

    /// <summary>Everything that waits for a time: waits that are not over, callbacks with a limit, steps whose next attempt is not due. What ended with a context above is left out.</summary>
    public IEnumerable<Delay> Delays()
    {
        foreach (var entry in _entries)
        {
            if (entry.Record is { DueTimestamp: { } due, IsEnded: false } record && !IsBelowEnded(entry.Id))
            {
                yield return new Delay(entry.Id, record, due.ToUnixTimeMilliseconds());
            }
        }
    }

    /// <summary>When the earliest of these is due; null when there is none.</summary>
    public long? NextDue() => Delays().Min(static delay => (long?)delay.Due);

    /// <summary>The callbacks that can be completed, in the order of their creation. Those that ended with a context above are left out.</summary>
    public IEnumerable<(OperationId Id, OperationRecord Record)> OpenCallbacks() =>
        _entries.Where(IsOpenCallback).Select(static entry => (entry.Id, entry.Record!));

    /// <summary>The record of a callback that can be completed; null for anything else.</summary>
    public OperationRecord? FindOpenCallback(OperationId id) =>
        _ordinals.TryGetValue(id, out var ordinal) && IsOpenCallback(_entries[ordinal - 1]) ? _entries[ordinal - 1].Record : null;

    /// <summary>Every invoke that has not ended. What ended with a context above is left out.</summary>
    public IEnumerable<(OperationId Id, OperationRecord Record)> OpenInvokes()
    {
        foreach (var entry in _entries)
        {
            if (entry.Record is { Type: OperationType.ChainedInvoke, IsEnded: false, Invoke: not null } record && !IsBelowEnded(entry.Id))
            {
                yield return (entry.Id, record);
            }
        }
    }

    /// <summary>What has ended according to the last of the records that this was read from.</summary>
    public IEnumerable<OperationId> EndedIn(ReadOnlySpan<byte> records)
    {
        List<OperationId> ended = [];
        foreach (var record in new RecordSequence(records))
        {
            if (RecordCodec.KindOf(record) == RecordKind.Operation
                && _entries[OperationCodec.Read(record).Ordinal - 1] is { Record.IsEnded: true } entry)
            {
                ended.Add(entry.Id);
            }
        }

        return ended;
    }

    /// <summary>Puts another record in the place of one; only before anybody else reads.</summary>
    public void Replace(OperationId id, OperationRecord record) => _entries[_ordinals[id] - 1].Record = record;

    private bool IsOpenCallback(Entry entry) => entry.Record is { Type: OperationType.Callback, IsEnded: false } && !IsBelowEnded(entry.Id);

    private bool IsBelowEnded(OperationId id)
    {
        for (var above = id.Outer; above is not null; above = above.Outer)
        {
            if (_entries[above.HostKey - 1].Record is { IsEnded: true })
            {
                return true;
            }
        }

        return false;
    }

    private void Apply(ReadOnlySpan<byte> record)
    {
        switch (RecordCodec.KindOf(record))
        {
            case RecordKind.Operation:
                Apply(OperationCodec.Read(record));
                break;
            case RecordKind.WireOperation:
                Apply(WireOperationCodec.Read(record).Change);
                break;
            case RecordKind.Position:
                var position = RecordCodec.ReadPosition(record);
                Add(position.Ordinal, position.Number, position.Parent);
                break;
            case RecordKind.Ended:
                Ended = RecordCodec.ReadEnded(record);
                break;
            case RecordKind.Created:
                throw RecordReader.Damage("an execution is created twice");
        }
    }

    private void Apply(in OperationChange change)
    {
        if (change.Mention is { } mention)
        {
            var added = Add(change.Ordinal, mention.Number, mention.Parent);
            if (mention.RecordedParent >= change.Ordinal)
            {
                throw RecordReader.Damage($"operation {change.Ordinal} is below operation {mention.RecordedParent}, which comes later");
            }

            added.RecordedParent = mention.RecordedParent;
            added.Type = mention.Type;
            added.SubType = mention.SubType;
            added.Name = mention.Name;
        }

        if (change.Ordinal < 1 || change.Ordinal > _entries.Count)
        {
            throw RecordReader.Damage($"operation {change.Ordinal} changes before it is mentioned");
        }

        var entry = _entries[change.Ordinal - 1];
        CountPlace(entry);

        entry.Record = OperationStateMachine.Next(entry.Record, entry.Type, entry.SubType, entry.Name, change, Created.At);
    }

    /// <summary>A place counts once something is on record there or, in a flat context, below it.</summary>
    private void CountPlace(Entry entry)
    {
        while (!entry.IsCounted && !entry.Id.IsReserved)
        {
            entry.IsCounted = true;
            if (entry.Id.Parent is null)
            {
                _countAtRoot++;
                return;
            }

            entry = _entries[entry.Id.Parent.HostKey - 1];
            entry.RecordedBelow++;
        }
    }

    private Entry Add(int ordinal, int number, int parent)
    {
        if (ordinal != _entries.Count + 1 || parent >= ordinal)
        {
            throw RecordReader.Damage($"operation {ordinal} below {parent} is mentioned after {_entries.Count} others");
        }

        var id = new OperationId(parent == 0 ? null : _entries[parent - 1].Id, number) { HostKey = ordinal };
        if (!_ordinals.TryAdd(id, ordinal))
        {
            throw RecordReader.Damage($"operation {id} is mentioned twice");
        }

        var entry = new Entry(id);
        _entries.Add(entry);
        return entry;
    }

    private sealed class Entry(OperationId id)
    {
        public OperationId Id { get; } = id;

        /// <summary>The ordinal of the nearest recorded context above; 0 at the root.</summary>
        public int RecordedParent { get; set; }

        public OperationType Type { get; set; } = OperationType.Context;

        public string? SubType { get; set; }

        public string? Name { get; set; }

        public OperationRecord? Record { get; set; }

        public int RecordedBelow { get; set; }

        public bool IsCounted { get; set; }
    }
}
