using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Turns;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Engine.Serving;

/// <summary>
/// Makes records of what a function process asks for, and of what happens to its operations meanwhile; knows what has changed
/// that the function has not heard of. Guarded by the execution's gate, which every caller holds.
/// </summary>
internal sealed class ServedRecorder(ITurnOwner execution, TurnServices services, ServingSettings settings)
{
    private readonly ITurnOwner _execution = execution;
    private readonly TurnServices _services = services;
    private readonly ServingSettings _settings = settings;
    private readonly SortedSet<int> _changed = [];
    private readonly HeldEnds _held = new();
    private readonly ServedRecords _records = new(execution);
    private ServedOperations? _operations;
    private bool _isClosed;

    /// <summary>Whether the operations are known.</summary>
    public bool IsLoaded => _operations is not null;

    /// <summary>The operations. Only once they are known.</summary>
    public ServedOperations Operations => _operations!;

    /// <summary>What the execution is held up by.</summary>
    public ExecutionStates States => _operations?.ReadStates() ?? ExecutionStates.None;

    /// <summary>Completes when the last record is durable.</summary>
    public Task Durable => _records.Durable;

    /// <summary>Whether something has changed that the function has not heard of.</summary>
    public bool HasChanges => _changed.Count > 0;

    /// <summary>Whether something has come from outside since the invocation began.</summary>
    public bool HasCompletions { get; private set; }

    /// <summary>Reads what is on record.</summary>
    /// <param name="records">All of it.</param>
    /// <param name="seenLength">How many bytes of it the last turn has seen.</param>
    public void Load(ReadOnlySpan<byte> records, int seenLength)
    {
        _records.Bytes = records.Length;
        _operations = ServedOperations.Load(records, seenLength);
        _changed.UnionWith(_operations.Untold);
    }

    /// <summary>Nothing is recorded any more.</summary>
    public void Close() => _isClosed = true;

    public ServedOperation? FindOpenCallback(OperationId position) =>
        !_isClosed
        && Operations.Find(position) is { Record: { Type: OperationType.Callback, IsEnded: false }, IsBelowEnded: false } operation
        && !_held.IsHeld(operation)
            ? operation
            : null;

    /// <summary>What is known of an operation, for the rules of updates.</summary>
    public CheckpointValidator.Known? Known(string wireId) => Operations.Find(wireId) is { } operation
        ? new CheckpointValidator.Known(
            operation.Record.Type, operation.Record.SubType, operation.Record.Name, operation.Parent?.WireId, operation.Record.Status)
        : null;

    /// <summary>Takes up what waited while the execution was at rest, and what is due.</summary>
    public void TakeUp(long now)
    {
        foreach (var ordinal in Operations.Held)
        {
            _records.AppendMark(ordinal, now);
        }

        foreach (var (operation, again) in TakenUpOperations.Of(Operations, _services.Clock, _execution.CreatedAt, _execution.HasSleptEnough))
        {
            Change(operation, again, now);
        }

        EndDue(now);
    }

    /// <summary>Records what the outside does to a callback. Returns false when the execution has become too large for it.</summary>
    /// <param name="callback">The callback, which is open.</param>
    /// <param name="signal">What is done to it.</param>
    /// <param name="isInvoked">Whether an invocation is in flight: then an end takes effect later.</param>
    public bool TrySignal(ServedOperation callback, CallbackSignal signal, bool isInvoked)
    {
        if (_execution.FailIfTooLarge(signal.Length))
        {
            return false;
        }

        var now = _services.Clock.Now();
        var change = signal.ChangeOf(callback.Ordinal, now - _execution.CreatedAt);
        if (isInvoked && OperationRules.IsEnd(change.Action))
        {
            // The one who completed the callback is answered when that is durable, and not only when it takes effect. The mark
            // belongs to it: without that a history shows the end already, and the two may be in two commits.
            _records.Append(change, now);
            _records.AppendMark(change.Ordinal, now, () => _execution.OnSignalDurable(signal));
            _held.Add(change);
            return true;
        }

        Change(callback, change, now, () => _execution.OnSignalDurable(signal));
        if (callback.Record.IsEnded)
        {
            Tell(callback);
        }

        return true;
    }

    /// <summary>An invoke has ended while an invocation is in flight: it takes effect later.</summary>
    public void HoldInvoke(ServedOperation invoke, EndedRecord ended) => _held.Add(invoke, ended);

    /// <summary>Records how an invoke has ended, unless it is waited for no more.</summary>
    public void EndInvoke(ServedOperation invoke, EndedRecord ended)
    {
        if (_isClosed || !invoke.IsPending)
        {
            return;
        }

        if (_execution.FailIfTooLarge(WriteBudget.CostOf(ended.Payload)))
        {
            return;
        }

        var now = _services.Clock.Now();
        Change(invoke, InvokeEnd.ChangeOf(invoke.Ordinal, InvokeEnd.Of(invoke.Record, ended), now - _execution.CreatedAt), now);
        Tell(invoke);
    }

    /// <summary>What has ended from outside while the invocation was in flight takes effect.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isMarked">Whether the last record says so of callbacks: that of the invocation's end.</param>
    public void TakeHeld(long now, bool isMarked)
    {
        foreach (var end in _held.TakeCallbacks())
        {
            if (!isMarked)
            {
                _records.AppendMark(end.Ordinal, now);
            }

            Tell(Operations.Apply(wireId: null, end));
        }

        foreach (var (invoke, ended) in _held.TakeInvokes())
        {
            EndInvoke(invoke, ended);
        }

        if (!_isClosed)
        {
            EndDue(now);
        }
    }

    /// <summary>Records an update of the function's, which is valid and not of the execution itself.</summary>
    public void Apply(WireUpdate update, long now)
    {
        var known = Operations.Find(update.Id);
        var mention = known is null ? Operations.Describe(update) : (OperationMention?)null;
        var change = WireChanges.Of(update, known?.Ordinal ?? Operations.Count + 1, now - _execution.CreatedAt, mention);
        var buffer = RecordBuffer.Scratch();
        if (known is null)
        {
            WireOperationCodec.Write(buffer, update.Id, change);
        }
        else
        {
            OperationCodec.Write(buffer, change);
        }

        var operation = known ?? Operations.Apply(update.Id, change);
        _records.Append(buffer, now, change.Options is not null && OperationRules.StartsExecution(update.Type) ? () => StartInvoke(operation) : null);
        if (known is not null)
        {
            Operations.Apply(update.Id, change);
        }

        _changed.Add(operation.Ordinal);
    }

    /// <summary>Why the execution cannot take these updates; null when it can.</summary>
    public DurableError? WhyTooMuch(IReadOnlyList<WireUpdate> updates)
    {
        var added = updates.Where(update => update.Type != OperationType.Execution && Operations.Find(update.Id) is null).Select(static update => update.Id).Distinct(StringComparer.Ordinal).Count();
        if (Operations.Count + added > _settings.MaxOperations)
        {
            return new DurableError(
                "OperationLimitExceeded",
                $"An execution has at most {Counted.Of(_settings.MaxOperations ?? 0, "operation")}; this one has {Operations.Count} and asked for {added} more. Split the work into invoked executions.");
        }

        var bytes = _records.Bytes + updates.Sum(static update => 2L * (update.Payload?.Length ?? 0));
        var limit = Math.Min(_settings.MaxRecordedBytes ?? long.MaxValue, _services.MaxRecordedBytes);
        return bytes > 2 * limit
            ? new DurableError("DataLimitExceeded", $"An execution records at most {Counted.Of(limit, "byte")}; this one would have more. Store the data elsewhere and pass references.")
            : null;
    }

    /// <summary>Records the end of an invocation.</summary>
    public void EndInvocation(ServedInvocation invocation, long now, DurableError? error, bool bringsEnd)
    {
        var buffer = RecordBuffer.Scratch();
        var started = invocation.Start.ToUnixTimeMilliseconds() - _execution.CreatedAt;
        new CompletedRecord(now - _execution.CreatedAt, started, invocation.RequestId, bringsEnd || HasChanges || _held.HasCallbacks, error).Write(buffer);
        _records.Append(buffer, now);
    }

    /// <summary>What has changed, in the order of starts: the function hears of it now.</summary>
    public IReadOnlyList<OperationView> TakeChanges()
    {
        List<OperationView> changes = [.. _changed.Select(ordinal => View(Operations.At(ordinal)))];
        _changed.Clear();
        return changes;
    }

    /// <summary>What the host has changed: an invocation begins, and hears of it.</summary>
    public IReadOnlyList<string> TakeUpdatedIds()
    {
        List<string> ids = [.. _changed.Select(Operations.At).Where(static operation => operation.IsChangedByHost).Select(static operation => operation.WireId)];
        _changed.Clear();
        HasCompletions = false;
        return ids;
    }

    /// <summary>Everything that the function may ask for, in the order of starts.</summary>
    public IReadOnlyList<OperationView> ViewAll() => [.. Operations.Visible().Select(View)];

    private void EndDue(long now)
    {
        var running = _services.Clock.Running();
        foreach (var operation in Operations.Pending().Where(operation => operation.DueBy(_services.Clock) <= running).OrderBy(static operation => operation.Record.DueTimestamp).ToList())
        {
            var record = operation.Record;
            if (record.Type == OperationType.Step)
            {
                // Nothing is recorded of it: that the time is past shows again whenever the records are read.
                Operations.Replace(operation, OperationRules.AfterDue(record, DateTimeOffset.FromUnixTimeMilliseconds(now)));
            }
            else
            {
                Change(operation, new Delay(operation.Id, record, now).EndAt(now - _execution.CreatedAt), now);
            }

            Tell(operation);
        }
    }

    private void StartInvoke(ServedOperation operation) => _execution.StartInvoke(operation.Id, operation.Record.Options!, operation.Input);

    // Something has come from outside that the function is to hear of.
    private void Tell(ServedOperation operation)
    {
        _changed.Add(operation.Ordinal);
        HasCompletions = true;
    }

    private void Change(ServedOperation operation, in OperationChange change, long now, Action? onDurable = null)
    {
        _records.Append(change, now, onDurable);
        Operations.Apply(operation.WireId, change);
    }

    private OperationView View(ServedOperation operation) => new(
        operation.WireId,
        operation.Parent?.WireId,
        operation.Record,
        operation.Record.Type == OperationType.Callback ? new CallbackId(_execution.Name, operation.Id).ToString() : null);
}
