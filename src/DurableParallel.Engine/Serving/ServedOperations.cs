using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Engine.Serving;

/// <summary>The operations of a served execution, as its records leave them. Guarded by the execution.</summary>
internal sealed class ServedOperations : OperationBook<ServedOperation>
{
    private readonly Dictionary<string, ServedOperation> _byWireId = new(StringComparer.Ordinal);
    private readonly long _createdAt;
    private int _atRoot;

    private ServedOperations(in CreatedRecord created)
    {
        _createdAt = created.At;
        Input = created.Input;
    }

    public string? Input { get; }

    /// <summary>How many there are, those that were forgotten included: the next one has the next number.</summary>
    public int Count => Entries.Count;

    /// <summary>How many invocations in a row have failed.</summary>
    public InvocationFailures Failures { get; private set; }

    /// <summary>An invocation has ended; null is well.</summary>
    public void CountInvocation(DurableError? error) => Failures = Failures.After(error);

    /// <summary>Whether the records alone say that the function must be invoked.</summary>
    public bool NeedsInvocation { get; private set; } = true;

    /// <summary>Whether the records end behind the last invocation's end, and so with what the function may not know.</summary>
    public bool HasUntold { get; private set; }

    /// <summary>
    /// What the host has changed since the last invocation ended, in this process: what was recorded before a restart may
    /// have been told by an invocation that went with it, and is not told again.
    /// </summary>
    public SortedSet<int> Untold { get; } = [];

    /// <summary>Callbacks whose ends were held by an invocation that has no end on record; see <see cref="HoldMark"/>.</summary>
    public SortedSet<int> Held { get; } = [];

    /// <param name="records">The execution's records, of which the first creates it.</param>
    /// <param name="toldLength">How many bytes of them the last invocation left behind; more than there are when that does not matter.</param>
    public static ServedOperations Load(ReadOnlySpan<byte> records, int toldLength = int.MaxValue)
    {
        ServedOperations? operations = null;
        var sequence = new RecordSequence(records);
        while (sequence.MoveNext())
        {
            if (operations is null)
            {
                operations = new ServedOperations(RecordCodec.ReadCreated(sequence.Current));
            }
            else
            {
                operations.Apply(sequence.Current, isUntold: sequence.Start >= toldLength);
            }
        }

        return operations ?? throw RecordReader.Damage("an execution has no records");
    }

    public ServedOperation? Find(string wireId) => _byWireId.GetValueOrDefault(wireId);

    public ServedOperation At(int ordinal) => Entries[ordinal - 1];

    /// <summary>What is said of an operation at its first mention.</summary>
    public OperationMention Describe(WireUpdate update)
    {
        var parent = update.ParentId is null ? null : Find(update.ParentId);
        var number = (parent?.Children ?? _atRoot) + 1;
        return new OperationMention(number, parent?.Ordinal ?? 0, parent?.Ordinal ?? 0, update.Type, update.SubType, update.Name);
    }

    /// <summary>Makes a change, which mentions the operation first if it is new.</summary>
    public ServedOperation Apply(string? wireId, in OperationChange change)
    {
        var known = change.Mention is null ? At(Checked(change.Ordinal)) : null;
        var mention = change.Mention;
        var record = OperationStateMachine.Next(
            known?.Record, mention?.Type ?? known!.Record.Type, mention?.SubType, mention?.Name, change, _createdAt);
        if (known is null)
        {
            known = Add(wireId!, mention!.Value, change.Ordinal, record);
        }

        known.RecordedAt = _createdAt + change.At;
        Replace(known, record);
        if (change.Action == OperationAction.Start && OperationRules.StartsExecution(record.Type))
        {
            known.Input = change.Payload;
        }

        return known;
    }

    /// <summary>What the execution is held up by.</summary>
    public ExecutionStates ReadStates()
    {
        var states = ExecutionStates.None;
        foreach (var operation in MaybePending)
        {
            states |= operation.IsBelowEnded ? ExecutionStates.None : StateSet.Of(operation.Record);
        }

        return states;
    }

    /// <summary>When the earliest of those that are pending is due by the running time; null when none waits for a time.</summary>
    public long? NextDue(EngineClock clock)
    {
        long? next = null;
        foreach (var operation in MaybePending)
        {
            if (operation.DueBy(clock) is { } due && !(due >= next) && !operation.IsBelowEnded)
            {
                next = due;
            }
        }

        return next;
    }

    /// <summary>
    /// What a retry of the execution runs anew. The function process gives out the ids, so the reserved ones of scopes are
    /// recognised by their texts.
    /// </summary>
    /// <param name="error">What the execution failed with; null for nothing.</param>
    /// <param name="at">When, in milliseconds since the execution was created.</param>
    /// <returns>The record of it, and the invokes among what runs anew.</returns>
    public (RetriedRecord Record, IReadOnlyList<OperationId> Invokes) PlanRetry(DurableError? error, long at)
    {
        var ids = new Dictionary<ServedOperation, OperationId>();
        var reserved = new Dictionary<string, OperationId>(StringComparer.Ordinal);
        foreach (var operation in Entries.Where(IsKept))
        {
            var above = operation.Parent is { } parent ? ids[parent] : null;
            var id = reserved.GetValueOrDefault(operation.WireId) ?? new OperationId(above, operation.Id.Number);
            ids.Add(operation, id);
            if (operation.Record.Type == OperationType.Context)
            {
                var (deadline, compensation) = OperationId.ReservedOf(operation.WireId);
                reserved.Add(deadline, OperationId.DeadlineOf(id));
                reserved.Add(compensation, OperationId.CompensationOf(id));
            }
        }

        var operations = ids.ToDictionary(static pair => pair.Value, static pair => pair.Key);
        var plan = RetryPlan.Of(ids.Select(static pair => new HistoryEntry(pair.Value, pair.Value.Parent, pair.Key.Record)), error);
        return (
            new RetriedRecord(at, [.. plan.Reopened.Select(NumberOf)], [.. plan.Forgotten.Select(NumberOf)]),
            [.. plan.Reopened.Select(id => operations[id]).Where(static operation => OperationRules.StartsExecution(operation.Record.Type)).Select(static operation => operation.Id)]);

        int NumberOf(OperationId id) => operations[id].Ordinal;
    }

    private void Apply(ReadOnlySpan<byte> record, bool isUntold)
    {
        switch (RecordCodec.KindOf(record))
        {
            case RecordKind.WireOperation:
                var (wireId, first) = WireOperationCodec.Read(record);
                Apply(wireId, first);
                Note(first, isUntold);
                break;
            case RecordKind.Operation:
                var change = OperationCodec.Read(record);
                var isMark = HoldMark.Is(change, At(Checked(change.Ordinal)).Record.IsEnded);
                Apply(wireId: null, change);
                Note(change, isUntold, isMark);
                break;
            case RecordKind.Retried:
                RunAnew(RetriedRecord.Read(record));
                break;
            case RecordKind.InvocationCompleted:
                var completed = CompletedRecord.Read(record);
                CountInvocation(completed.Error);
                NeedsInvocation = completed.NeedsInvocation || completed.Error is not null;
                HasUntold = false;
                Untold.Clear();
                Held.Clear();
                break;
        }
    }

    // The function is invoked, and takes the records for those of an execution that has never ended.
    private void RunAnew(RetriedRecord retried)
    {
        foreach (var operation in retried.Reopened.Select(ordinal => At(Checked(ordinal))))
        {
            Replace(operation, OperationRules.Reopened(operation.Record));
        }

        foreach (var operation in Forget([.. retried.Forgotten.Select(ordinal => At(Checked(ordinal)))]))
        {
            _byWireId.Remove(operation.WireId);
            Untold.Remove(operation.Ordinal);
            Held.Remove(operation.Ordinal);
        }

        Failures = default;
        NeedsInvocation = true;
    }

    private void Note(in OperationChange change, bool isUntold, bool isMark = false)
    {
        if (change.Action == OperationAction.Heartbeat)
        {
            if (isMark && !Held.Remove(change.Ordinal))
            {
                Held.Add(change.Ordinal);
            }

            return;
        }

        HasUntold = true;
        if (isUntold)
        {
            Untold.Add(change.Ordinal);
        }
    }

    private int Checked(int ordinal) =>
        ordinal >= 1 && ordinal <= Count && IsKept(At(ordinal)) ? ordinal : throw RecordReader.Damage($"operation {ordinal} changes before it is mentioned");

    private ServedOperation Add(string wireId, in OperationMention mention, int ordinal, OperationRecord record)
    {
        if (ordinal != Count + 1 || mention.Parent >= ordinal)
        {
            throw RecordReader.Damage($"operation {ordinal} below {mention.Parent} is mentioned after {Counted.Of(Count, "other")}");
        }

        var parent = mention.Parent == 0 ? null : At(mention.Parent);
        var operation = new ServedOperation(wireId, ordinal, parent, new OperationId(parent?.Id, mention.Number, ordinal), record);
        if (!_byWireId.TryAdd(wireId, operation) || !TryAdd(operation))
        {
            throw RecordReader.Damage($"operation '{wireId}' is mentioned twice");
        }

        _ = parent is null ? _atRoot = mention.Number : parent.Children = mention.Number;
        return operation;
    }
}
