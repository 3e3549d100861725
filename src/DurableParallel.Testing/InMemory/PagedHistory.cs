using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Testing.InMemory;

/// <summary>
/// What one invocation is given of the journal, as the service gives it: a first page in its event, the others by calls,
/// all through the wire's JSON, and operations by the hash of their position, which replay has to find.
/// </summary>
internal sealed class PagedHistory : IInvocationHistory
{
    private readonly string _executionName;
    private readonly WireHistory _history;

    /// <param name="executionName">The execution's name.</param>
    /// <param name="start">When the execution was started.</param>
    /// <param name="input">Its input, which the first page has as well.</param>
    /// <param name="entries">What is handed over.</param>
    public PagedHistory(string executionName, DateTimeOffset start, string? input, IReadOnlyList<OperationEntry> entries)
    {
        _executionName = executionName;
        WireOperation[] all = [WireMapping.ToWire(executionName, executionName, start, input), .. entries.Select(ToWire)];
        var (page, next) = WirePage.Cut(all, 0);
        List<WireOperation> known = [.. Carry(page, WireJson.Milliseconds)];
        while (next is { } from)
        {
            StateCalls++;
            (page, next) = WirePage.Cut(all, from);
            known.AddRange(Carry(page, WireJson.Seconds));
        }

        _history = new WireHistory(known.FindAll(static operation => operation.Type != OperationType.Execution));
    }

    public int StateCalls { get; }

    public IEnumerable<HistoryEntry> Entries => _history.Entries;

    public OperationRecord? Find(OperationId id) => _history.Find(id);

    public int CountBelow(OperationId? id) => _history.CountBelow(id);

    public void Refresh(OperationEntry entry) => _history.Refresh(ToWire(entry));

    private static IReadOnlyList<WireOperation> Carry(List<WireOperation> page, WireJson json) =>
        json.Read<WireState>(json.Write(new WireState { Operations = page })).Operations!;

    private WireOperation ToWire(OperationEntry entry) => WireMapping.ToWire(
        entry.Id.Hex,
        entry.Parent?.Id.Hex,
        entry.Record,
        entry.Record.Type == OperationType.Callback ? new CallbackId(_executionName, entry.Id).ToString() : null,
        WireMapping.ToWire(entry.Record.Error));
}
