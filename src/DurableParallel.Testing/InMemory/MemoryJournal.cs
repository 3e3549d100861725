using DurableParallel.Engine;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Testing.InMemory;

/// <summary>
/// The durable state of one execution: its operations, the updates that made them, and its history. It refuses updates that
/// the service would refuse. Not safe for threads: its execution holds the lock.
/// </summary>
internal sealed class MemoryJournal
{
    private readonly List<DurableUpdate> _updates = [];
    private readonly List<(OperationId? Context, int Calls)> _statusMarks = [];
    private readonly List<EventLog> _pastLogs = [];
    private readonly string _executionName;
    private OperationBook _book = new();
    private MemoryEvents _events;

    private bool _hasUncanceled;

    public MemoryJournal(string executionName = "execution")
    {
        _executionName = executionName;
        Log = new EventLog(executionName);
        _events = new MemoryEvents(_book);
    }

    /// <summary>The history of the latest run.</summary>
    public EventLog Log { get; private set; }

    /// <summary>The histories of the runs before, the first run first.</summary>
    public IReadOnlyList<EventLog> PastLogs => _pastLogs;

    /// <summary>Which run of the execution it is, from 1.</summary>
    public int RunNumber => _pastLogs.Count + 1;

    /// <summary>What the run is called: callbacks and invoked executions are named by it.</summary>
    public string RunName => Records.RunName.Of(_executionName, RunNumber);

    /// <inheritdoc cref="OperationBook{TEntry}.Entries"/>
    public IReadOnlyList<OperationEntry> Entries => _book.Entries;

    public IReadOnlyList<DurableUpdate> Updates => _updates;

    /// <inheritdoc cref="OperationBook.NextDue"/>
    public DateTimeOffset? NextDue => _book.NextDue;

    /// <summary>Whether the outside may still change something.</summary>
    public bool HasOpenCallback => _book.HasPending(OperationType.Callback);

    public OperationEntry? Find(OperationId id) => _book.Find(id);

    /// <summary>Makes the update durable.</summary>
    /// <exception cref="HostViolationException">It is not legal; nothing has changed.</exception>
    public void Apply(in OperationUpdate update, DateTimeOffset now, int invocation)
    {
        var known = _book.Find(update.Id);
        CheckParent(known, update);
        OperationTransitions.Check(known?.Record, update);
        var entry = _book.Apply(update, now);
        _updates.Add(new DurableUpdate(invocation, now, update));
        Log.Changed(entry, update, now);
        _events.OnApplied(entry, update);
    }

    /// <inheritdoc cref="MemoryEvents.Raise"/>
    public EventRefusal? Raise(RaisedEvent raised) => _events.Raise(raised, Log);

    /// <summary>The events that no code has taken, and the waits that are open.</summary>
    public EventMailbox Mailbox => _events.Mailbox;

    /// <summary>The waits that are offered an event from now on.</summary>
    public List<OperationEntry> TakeOffers() => _events.TakeOffers();

    /// <summary>Whether the code waits for an event.</summary>
    public bool HasOpenEventWait => _book.HasPending(OperationType.EventWait);

    /// <summary>The outside has completed a callback that is open.</summary>
    public void EndCallback(OperationEntry entry, OperationStatus status, string? payload, DurableError? error, DateTimeOffset now)
    {
        _book.End(entry, status, payload, error, now);
        Log.EndedByHost(entry, now);
    }

    /// <summary>The execution goes on with a new run, of which nothing is on record.</summary>
    public void BeginRun()
    {
        _pastLogs.Add(Log);
        _book = new OperationBook();
        _updates.Clear();
        _statusMarks.Clear();
        Log = new EventLog(RunName);

        // What no code has taken is there for the next run.
        var unread = _events.Mailbox.Unread.OrderBy(static raised => raised.At).ToList();
        _events = new MemoryEvents(_book);
        unread.ForEach(raised => _events.Raise(raised, Log));
    }

    /// <summary>What the execution says of itself; null for nothing.</summary>
    public string? Status { get; private set; }

    /// <summary>The request to cancel the execution; null for none.</summary>
    public RequestedCancel? Cancel { get; private set; }

    /// <summary>The execution is to be canceled.</summary>
    public void RequestCancel(string? reason, DateTimeOffset now)
    {
        Cancel = new RequestedCancel(reason);
        _hasUncanceled = true;
        Log.CancelRequested(reason, now);
    }

    /// <summary>Ends what has begun and not ended as canceled; once, before the first invocation after the request. Contexts go on.</summary>
    public List<OperationEntry> CancelOpen(DateTimeOffset now)
    {
        if (!_hasUncanceled)
        {
            return [];
        }

        _hasUncanceled = false;
        var canceled = _book.Entries.Where(static entry => entry is { Record: { IsEnded: false, Type: not OperationType.Context }, IsBelowEnded: false } && !entry.Id.IsReserved).ToList();
        foreach (var entry in canceled)
        {
            _book.End(entry, OperationStatus.Canceled, payload: null, error: null, now);
            _events.OnEndedByHost(entry);
            Log.EndedByHost(entry, now);
        }

        return canceled;
    }

    /// <summary>A status has become durable; null for none.</summary>
    public void Keep(RecordedStatus? status)
    {
        if (status is not null)
        {
            Status = status.Payload;
            _statusMarks.AddRange(status.Marks);
        }
    }

    /// <summary>Which calls of SetStatus an invocation is to take for made.</summary>
    public StatusCalls MakeStatusCalls() => new(_statusMarks);

    /// <inheritdoc cref="OperationBook.Heartbeat"/>
    public void Heartbeat(OperationEntry entry, DateTimeOffset now) => _book.Heartbeat(entry, now);

    /// <inheritdoc cref="OperationBook.CompleteDue"/>
    public List<OperationEntry> CompleteDue(DateTimeOffset now)
    {
        var changed = _book.CompleteDue(now, _events.Holds);
        foreach (var entry in changed.Where(static entry => entry.Record.IsEnded))
        {
            Log.EndedByHost(entry, now);
            _events.OnEndedByHost(entry);
        }

        return changed;
    }

    /// <summary>Ends an invoke; null when it is not pending any more.</summary>
    public OperationEntry? EndInvoke(OperationId id, InvokedEnd end, DateTimeOffset now)
    {
        if (_book.Find(id) is not { IsPending: true } entry)
        {
            return null;
        }

        _book.End(entry, end.Status, end.Payload, end.Error, now);
        Log.EndedByHost(entry, now);
        return entry;
    }

    /// <summary>What an invocation is given. Pruned, without what is below contexts that have ended and need their children no more.</summary>
    public IReadOnlyList<OperationEntry> Snapshot(bool prune) => prune ? _book.Visible() : [.. _book.Entries];

    private void CheckParent(OperationEntry? known, in OperationUpdate update)
    {
        var parent = update.ParentId is { } id ? _book.Find(id) : null;
        if (known is not null && update.ParentId is not null && !update.ParentId.Equals(known.Parent?.Id))
        {
            throw OperationTransitions.Violation(update, "the operation was recorded under another parent");
        }

        if (update.ParentId is not null && parent is not { Record.Type: OperationType.Context })
        {
            throw OperationTransitions.Violation(update, $"its parent {update.ParentId} is not a recorded context");
        }

        if (OperationEntry.NearestEnded(known is null ? parent : known.Parent) is { } ended)
        {
            throw OperationTransitions.Violation(update, $"it is below {ended}, which has ended");
        }
    }
}
