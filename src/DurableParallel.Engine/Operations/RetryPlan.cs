using DurableParallel.Records;

namespace DurableParallel.Engine.Operations;

/// <summary>
/// What runs anew when an execution that ended badly is retried. Pure, and found once: what it says is recorded, so that a
/// later build with other rules reads the same.
/// <list type="bullet">
/// <item>What has succeeded is kept, and answered from its record.</item>
/// <item>A failed operation is forgotten, unless its context went on to other operations afterwards: then its failure was
/// handled, and what follows on record would not fit any more.</item>
/// <item>A failed context, a scope that failed by its rules, and a failed invoke, is open again: what has succeeded in it is kept. All failed branches
/// of a scope run anew.</item>
/// <item>A WaitForCallback is forgotten whole, since its submitter has to hand out the callback again. So is a scope that has
/// undone its branches.</item>
/// </list>
/// </summary>
internal sealed class RetryPlan
{
    private readonly Dictionary<OperationId, OperationRecord> _records = [];
    private readonly Dictionary<OperationId, List<OperationId>> _below = [];
    private readonly List<OperationId> _atRoot = [];
    private readonly List<OperationId> _forgotten = [];
    private readonly List<OperationId> _reopened = [];
    private readonly Stack<Opened> _toVisit = new();

    private RetryPlan(IEnumerable<HistoryEntry> entries)
    {
        var known = new HashSet<OperationId>();
        foreach (var entry in entries)
        {
            _records.Add(entry.Id, entry.Record);
            for (var id = entry.Id; id is not null && known.Add(id); id = id.Parent)
            {
                Below(id.Parent).Add(id);
            }
        }
    }

    /// <summary>Operations that are not on record any more, nor what is below them.</summary>
    public IReadOnlyList<OperationId> Forgotten => _forgotten;

    /// <summary>Contexts and invokes whose ends are not on record any more.</summary>
    public IReadOnlyList<OperationId> Reopened => _reopened;

    /// <param name="entries">All that is on record of the execution.</param>
    /// <param name="error">What it failed with; null for nothing.</param>
    public static RetryPlan Of(IEnumerable<HistoryEntry> entries, DurableError? error)
    {
        var plan = new RetryPlan(entries);
        plan._toVisit.Push(new Opened(null, error, IsScope: false));
        while (plan._toVisit.TryPop(out var context))
        {
            plan.Visit(context);
        }

        return plan;
    }

    private static bool HasFailed(OperationRecord record) =>
        record.Status is OperationStatus.Failed or OperationStatus.TimedOut or OperationStatus.Stopped
        || (record.Status == OperationStatus.Succeeded && IsScope(record) && RecordedVerdict.IsFailure(record.Payload));

    private static bool IsScope(OperationRecord record) => record.SubType is OperationSubTypes.Parallel or OperationSubTypes.Map;

    private List<OperationId> Below(OperationId? context)
    {
        if (context is null)
        {
            return _atRoot;
        }

        if (!_below.TryGetValue(context, out var below))
        {
            _below.Add(context, below = []);
        }

        return below;
    }

    private void Visit(Opened context)
    {
        var below = Below(context.Id);
        below.Sort(static (a, b) => a.Number.CompareTo(b.Number));

        // When what comes later in the code began, the latest of it.
        DateTimeOffset? laterStart = null;
        for (var index = below.Count - 1; index >= 0; index--)
        {
            var id = below[index];
            if (!_records.TryGetValue(id, out var record))
            {
                _toVisit.Push(new Opened(id, Error: null, IsScope: false));
            }
            else if (id.IsReserved)
            {
                VisitReserved(id, record);
            }
            else if (!record.IsEnded)
            {
                Open(id, record);
            }
            else if (HasFailed(record) && (context.IsScope || !IsHandled(record, laterStart, context.Error)))
            {
                RunAnew(id, record);
            }

            if (StartOf(id) is { } start && !(start <= laterStart))
            {
                laterStart = start;
            }
        }
    }

    // The limit of an open scope begins anew; compensations that were cut off go on.
    private void VisitReserved(OperationId id, OperationRecord record)
    {
        if (record.Type == OperationType.Wait)
        {
            _forgotten.Add(id);
        }
        else if (!record.IsEnded)
        {
            Open(id, record);
        }
    }

    private void RunAnew(OperationId id, OperationRecord record)
    {
        if (OperationRules.StartsExecution(record.Type))
        {
            _reopened.Add(id);
        }
        else if (record.Type == OperationType.Context && record.SubType != OperationSubTypes.WaitForCallback && !HasUndone(id))
        {
            _reopened.Add(id);
            Open(id, record);
        }
        else
        {
            _forgotten.Add(id);
            if (HasUndone(id))
            {
                _forgotten.Add(OperationId.CompensationOf(id));
            }
        }
    }

    private void Open(OperationId id, OperationRecord record)
    {
        if (record.Type == OperationType.Context)
        {
            _toVisit.Push(new Opened(id, record.Error, IsScope(record)));
        }
    }

    private bool HasUndone(OperationId scope) => _records.ContainsKey(OperationId.CompensationOf(scope));

    // Times are recorded to the millisecond. What failed in the one in which something later began was handled unless its
    // error is the one that went up.
    private static bool IsHandled(OperationRecord failed, DateTimeOffset? laterStart, DurableError? wentUp) =>
        laterStart > failed.EndTimestamp || (laterStart == failed.EndTimestamp && !IsSame(failed.Error, wentUp));

    private static bool IsSame(DurableError? error, DurableError? other) =>
        error is not null && other is not null && error.ErrorType == other.ErrorType && error.ErrorMessage == other.ErrorMessage;

    // A race takes note of what has ended; that alone is no going on.
    private DateTimeOffset? StartOf(OperationId id)
    {
        if (_records.TryGetValue(id, out var record))
        {
            return record.SubType == OperationSubTypes.WhenAny || id.IsReserved ? null : record.StartTimestamp;
        }

        DateTimeOffset? first = null;
        var flat = new Stack<OperationId>(Below(id));
        while (flat.TryPop(out var inner))
        {
            if (!_records.TryGetValue(inner, out var recorded))
            {
                Below(inner).ForEach(flat.Push);
            }
            else if (first is null || recorded.StartTimestamp < first)
            {
                first = recorded.StartTimestamp;
            }
        }

        return first;
    }

    private readonly record struct Opened(OperationId? Id, DurableError? Error, bool IsScope);
}
