using System.Collections.Concurrent;
using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <summary>What one invocation is given of the journal in memory, as it is.</summary>
internal sealed class MemoryHistory : IInvocationHistory
{
    private readonly ConcurrentDictionary<string, OperationRecord> _records = new(StringComparer.Ordinal);
    private readonly HashSet<string> _counted = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _below = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<OperationEntry> _entries;

    public MemoryHistory(IReadOnlyList<OperationEntry> entries)
    {
        _entries = [.. entries];
        foreach (var entry in entries)
        {
            _records[entry.Id.Hex] = entry.Record;
            CountPlace(entry.Id);
        }
    }

    public int Count => _records.Count;

    public int StateCalls => 0;

    public IEnumerable<HistoryEntry> Entries =>
        _entries.Select(entry => new HistoryEntry(entry.Id, entry.Parent?.Id, _records[entry.Id.Hex]));

    public OperationRecord? Find(OperationId id) => _records.GetValueOrDefault(id.Hex);

    public int CountBelow(OperationId? id) => _below.GetValueOrDefault(KeyOf(id));

    public void Refresh(OperationEntry entry)
    {
        if (_records.ContainsKey(entry.Id.Hex))
        {
            _records[entry.Id.Hex] = entry.Record;
        }
    }

    /// <summary>A place counts once something is on record there or, in a flat context, below it.</summary>
    private void CountPlace(OperationId? id)
    {
        for (; id is { IsReserved: false } && _counted.Add(id.Hex); id = id.Parent)
        {
            var above = KeyOf(id.Parent);
            _below[above] = _below.GetValueOrDefault(above) + 1;
        }
    }

    private static string KeyOf(OperationId? id) => id?.Hex ?? "";
}
