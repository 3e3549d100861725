using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Records;

namespace DurableParallel.Engine.Turns;

/// <summary>
/// An execution's operations as its records leave them. All records are checked once; what is on record of an operation is
/// read when somebody asks for it, since a replay asks for few of them, and for each once. Built by one thread, then read
/// from any; <see cref="Replace"/> comes before that.
/// </summary>
internal sealed class RecordedHistory : IOperationHistory
{
    private readonly ReadOnlyMemory<byte> _records;
    private readonly OperationPlaces _places;
    private Dictionary<int, OperationRecord>? _replaced;
    private List<(int Context, int Calls)>? _statusMarks;

    private RecordedEvents? _events;

    // Contexts aside, which wait for nothing themselves.
    private int _openCount;
    private int _canceledBefore;

    private RecordedHistory(ReadOnlyMemory<byte> records, CreatedRecord created)
    {
        _records = records;
        _places = new OperationPlaces(CountMentions(records.Span));
        Created = created;
    }

    public CreatedRecord Created { get; }

    /// <summary>How the execution ended; null while it has not.</summary>
    public EndedRecord? Ended { get; private set; }

    /// <summary>The request to cancel it; null for none.</summary>
    public CancelRecord? Cancel { get; private set; }

    /// <summary>How many places were mentioned; the next new one has the next ordinal.</summary>
    public int LastOrdinal => _places.Count;

    /// <summary>How many operations are on record.</summary>
    public int Count => _places.RecordedCount;

    /// <summary>The contexts that have set the execution's status, and how many calls each had made then; null for none.</summary>
    public IEnumerable<(OperationId? Context, int Calls)>? StatusMarks =>
        _statusMarks?.Select(mark => (mark.Context == 0 ? null : _places.IdOf(mark.Context), mark.Calls));

    public IEnumerable<HistoryEntry> Entries
    {
        get
        {
            for (var ordinal = 1; ordinal <= _places.Count; ordinal++)
            {
                if (RecordOf(ordinal) is { } record)
                {
                    var parent = _places[ordinal].RecordedParent;
                    yield return new HistoryEntry(_places.IdOf(ordinal), parent == 0 ? null : _places.IdOf(parent), record);
                }
            }
        }
    }

    /// <summary>Reads an execution's records, of which the first creates it. They must not change from then on.</summary>
    /// <exception cref="JournalDamagedException">The bytes are not what an engine writes.</exception>
    public static RecordedHistory Read(ReadOnlyMemory<byte> records)
    {
        RecordedHistory? history = null;
        var sequence = new RecordSequence(records.Span);
        while (sequence.MoveNext())
        {
            if (history is null)
            {
                history = new RecordedHistory(records, RecordCodec.ReadCreated(sequence.Current));
            }
            else
            {
                history.Note(sequence.Current, sequence.Start);
            }
        }

        return history ?? throw RecordReader.Damage("an execution has no records");
    }

    public OperationRecord? Find(OperationId id) => _places.Find(id) is > 0 and var ordinal ? RecordOf(ordinal) : null;

    public int CountBelow(OperationId? id) =>
        id is null ? _places.CountAtRoot : _places.Find(id) is > 0 and var ordinal ? _places[ordinal].CountBelow : 0;

    /// <summary>The ordinal of a place that was mentioned, or 0.</summary>
    public int OrdinalOf(OperationId id) => _places.Find(id);

    /// <summary>Everything that waits for a time: waits that are not over, callbacks with a limit, steps whose next attempt is not due. What ended with a context above is left out.</summary>
    public IEnumerable<Delay> Delays() => _openCount == 0 ? [] : ListDelays();

    private IEnumerable<Delay> ListDelays()
    {
        foreach (var (id, record) in Open(static _ => true))
        {
            if (record.DueTimestamp is { } due)
            {
                yield return new Delay(id, record, due.ToUnixTimeMilliseconds()) { RecordedAt = Created.At + LastChangeOf(_places.Find(id)).At };
            }
        }
    }

    /// <summary>When the earliest of these is due; null when there is none.</summary>
    public long? NextDue() => Delays().Min(static delay => (long?)delay.Due);

    /// <summary>The callbacks that can be completed, in the order of their creation. Those that ended with a context above are left out.</summary>
    public IEnumerable<(OperationId Id, OperationRecord Record)> OpenCallbacks() => Open(IsCallback);

    /// <summary>The record of a callback that can be completed; null for anything else.</summary>
    public OperationRecord? FindOpenCallback(OperationId id) =>
        _places.Find(id) is > 0 and var ordinal && IsOpen(ordinal, IsCallback) ? RecordOf(ordinal) : null;

    /// <summary>Every wait for an event that has not ended, in the order of their starts. What ended with a context above is left out.</summary>
    public IEnumerable<(OperationId Id, OperationRecord Record)> OpenEventWaits() => _events is null ? [] : Open(IsEventWait);

    /// <summary>The events that no code has taken, with the waits that are open; null where there was never one.</summary>
    public EventMailbox? ReadMailbox()
    {
        var mailbox = _events?.ToMailbox(_records.Span, Created.At);
        foreach (var (id, record) in OpenEventWaits())
        {
            mailbox!.Open(id, record.Name!, record.DueTimestamp?.ToUnixTimeMilliseconds());
        }

        return mailbox;
    }

    /// <summary>Every invoke that has not ended. What ended with a context above is left out.</summary>
    public IEnumerable<(OperationId Id, OperationRecord Record)> OpenInvokes() => _openCount == 0
        ? []
        : Open(OperationRules.StartsExecution).Where(static invoke => invoke.Record.Options is not null);

    /// <summary>What had begun before the execution was to be canceled and has not ended: it ends as canceled. Contexts go on, so that their code cleans up.</summary>
    public IEnumerable<(OperationId Id, OperationRecord Record)> ToBeCanceled() => Cancel is null
        ? []
        : Open(static type => type != OperationType.Context).Where(open => !open.Id.IsReserved && _places[_places.Find(open.Id)].FirstRecord < _canceledBefore);

    /// <summary>What has ended according to the last of the records that this was read from.</summary>
    /// <param name="start">Where these begin.</param>
    public List<OperationId>? EndedIn(int start)
    {
        List<OperationId>? ended = null;
        foreach (var record in new RecordSequence(_records.Span[start..]))
        {
            if (RecordCodec.KindOf(record) == RecordKind.Operation && OperationCodec.Skim(record).Ordinal is var ordinal && _places[ordinal].IsEnded)
            {
                (ended ??= []).Add(_places.IdOf(ordinal));
            }
        }

        return ended;
    }

    /// <summary>Puts another record in the place of one; only before anybody else reads.</summary>
    public void Replace(OperationId id, OperationRecord record)
    {
        var ordinal = _places.Find(id);
        (_replaced ??= [])[ordinal] = record;
        _places[ordinal].IsEnded = record.IsEnded;
    }

    /// <summary>What a retry of the execution runs anew.</summary>
    /// <param name="at">When, in milliseconds since the execution was created.</param>
    /// <returns>The record of it, and the invokes among what runs anew.</returns>
    public (RetriedRecord Record, IReadOnlyList<OperationId> Invokes) PlanRetry(long at)
    {
        var plan = RetryPlan.Of(Entries, Ended?.Error);
        var forgotten = plan.Forgotten.Select(_places.Find).ToList();
        var reopened = new List<int>(plan.Reopened.Count);
        foreach (var ordinal in plan.Reopened.Select(_places.Find))
        {
            // Without a record of its start nothing would be left of it.
            (_places[ordinal].LastRecord == 0 ? forgotten : reopened).Add(ordinal);
        }

        return (
            new RetriedRecord(at, reopened, forgotten),
            [.. reopened.Where(ordinal => OperationRules.StartsExecution(_places[ordinal].Type)).Select(_places.IdOf)]);
    }

    private static int CountMentions(ReadOnlySpan<byte> records)
    {
        var count = 0;
        foreach (var record in new RecordSequence(records))
        {
            count += RecordCodec.KindOf(record) switch
            {
                RecordKind.Operation => OperationCodec.HasMention(record) ? 1 : 0,
                RecordKind.WireOperation or RecordKind.Position => 1,
                _ => 0,
            };
        }

        return count;
    }

    // Usually there is none, and then there is nothing to look through.
    private IEnumerable<(OperationId Id, OperationRecord Record)> Open(Func<OperationType, bool> isOne) => _openCount == 0 ? [] : ListOpen(isOne);

    private IEnumerable<(OperationId Id, OperationRecord Record)> ListOpen(Func<OperationType, bool> isOne)
    {
        for (var ordinal = 1; ordinal <= _places.Count; ordinal++)
        {
            if (IsOpen(ordinal, isOne) && RecordOf(ordinal) is { } record)
            {
                yield return (_places.IdOf(ordinal), record);
            }
        }
    }

    private bool IsOpen(int ordinal, Func<OperationType, bool> isOne) =>
        !_places[ordinal].IsEnded && isOne(_places[ordinal].Type) && !_places.IsBelowEnded(ordinal);

    private static bool IsCallback(OperationType type) => type == OperationType.Callback;

    private static bool IsEventWait(OperationType type) => type == OperationType.EventWait;

    private OperationRecord? RecordOf(int ordinal)
    {
        if (_replaced is not null && _replaced.TryGetValue(ordinal, out var replaced))
        {
            return replaced;
        }

        var place = _places[ordinal];
        if (place.FirstRecord < 0)
        {
            return null;
        }

        var change = ChangeAt(place.FirstRecord);
        var state = new OperationState(place.Type, change.Mention?.SubType, change.Mention?.Name);
        state.Apply(change, Created.At);
        if (place.LastRecord != 0)
        {
            var further = place.LastRecord;
            do
            {
                further = _places.FurtherRecord(further).Next;
                state.Apply(ChangeAt(_places.FurtherRecord(further).Offset), Created.At);
            }
            while (further != place.LastRecord);
        }

        return state.ToRecord();
    }

    private OperationChange LastChangeOf(int ordinal)
    {
        var place = _places[ordinal];
        return ChangeAt(place.LastRecord == 0 ? place.FirstRecord : _places.FurtherRecord(place.LastRecord).Offset);
    }

    private OperationChange ChangeAt(int offset)
    {
        var record = RecordSequence.At(_records.Span, offset);
        return RecordCodec.KindOf(record) == RecordKind.WireOperation ? WireOperationCodec.Read(record).Change : OperationCodec.Read(record);
    }

    private void Note(ReadOnlySpan<byte> record, int offset)
    {
        switch (RecordCodec.KindOf(record))
        {
            case RecordKind.Operation:
                Note(OperationCodec.Skim(record), offset);
                break;
            case RecordKind.WireOperation:
                Note(WireOperationCodec.Skim(record), offset);
                break;
            case RecordKind.Position:
                var position = RecordCodec.ReadPosition(record);
                _places.Add(position.Ordinal, position.Number, position.Parent);
                break;
            case RecordKind.Status:
                Note(StatusRecord.Read(record));
                break;
            case RecordKind.CancelRequested when Cancel is null:
                (Cancel, _canceledBefore) = (CancelRecord.Read(record), offset);
                break;
            case RecordKind.Ended:
                Ended = RecordCodec.ReadEnded(record);
                break;
            case RecordKind.Retried:
                Reopen(RetriedRecord.Read(record));
                break;
            case RecordKind.Raised:
                OperationStateMachine.Time(RaisedRecord.Read(record, Created.At).At, 0);
                (_events ??= new RecordedEvents()).Add(offset);
                break;
            case RecordKind.Created:
                throw RecordReader.Damage("an execution is created twice");
        }
    }

    private void Reopen(RetriedRecord retried)
    {
        foreach (var ordinal in retried.Reopened.Concat(retried.Forgotten))
        {
            if (ordinal < 1 || ordinal > _places.Count || _places[ordinal].FirstRecord < 0)
            {
                throw RecordReader.Damage($"operation {ordinal} runs anew before it is on record");
            }
        }

        foreach (var ordinal in retried.Reopened)
        {
            if (!_places[ordinal].IsEnded || _places[ordinal].LastRecord == 0)
            {
                throw RecordReader.Damage($"operation {ordinal} is opened again and has no end that follows its start");
            }

            _places.KeepFirst(ordinal);
            _openCount += _places[ordinal].Type == OperationType.Context ? 0 : 1;
        }

        if (retried.Forgotten.Count > 0)
        {
            _places.Forget(retried.Forgotten, place => _openCount -= place.IsEnded || place.Type == OperationType.Context ? 0 : 1);
        }

        Ended = null;

        // The code comes past its calls again, and may take another way.
        _statusMarks = null;
    }

    private void Note(StatusRecord status)
    {
        foreach (var (context, calls) in status.Marks)
        {
            if (context > _places.Count)
            {
                throw RecordReader.Damage($"operation {context} sets the status before it is mentioned");
            }

            (_statusMarks ??= []).Add((context, calls));
        }

        OperationStateMachine.Time(Created.At, status.At);
    }

    private void Note(in OperationChange change, int offset)
    {
        if (change.Mention is { } mention)
        {
            _places.Add(change.Ordinal, mention.Number, mention.Parent);
            if (mention.RecordedParent >= change.Ordinal)
            {
                throw RecordReader.Damage($"operation {change.Ordinal} is below operation {mention.RecordedParent}, which comes later");
            }

            _places[change.Ordinal].RecordedParent = mention.RecordedParent;
            _places[change.Ordinal].Type = mention.Type;
        }

        if (change.Ordinal < 1 || change.Ordinal > _places.Count)
        {
            throw RecordReader.Damage($"operation {change.Ordinal} changes before it is mentioned");
        }

        ref var place = ref _places[change.Ordinal];
        if (place.IsForgotten)
        {
            throw RecordReader.Damage($"operation {change.Ordinal} changes after it was forgotten");
        }

        if (place.IsEnded)
        {
            return;
        }

        OperationStateMachine.CheckTimes(change, Created.At);
        place.IsEnded = OperationRules.IsEnd(change.Action);
        if (place.Type != OperationType.Context)
        {
            _openCount += (place.IsEnded ? 0 : 1) - (place.FirstRecord < 0 ? 0 : 1);
        }

        _places.AddRecord(change.Ordinal, offset);
        if (place.Type == OperationType.EventWait)
        {
            NoteEvent(change);
        }
    }

    // A heartbeat without an error only lets its time begin again.
    private void NoteEvent(in OperationChange change)
    {
        _events ??= new RecordedEvents();
        if (change is { Action: OperationAction.Succeed } or { Action: OperationAction.Heartbeat, Error: not null })
        {
            _events.OnTaken(ChangeAt(_places[change.Ordinal].FirstRecord).Mention?.Name ?? throw RecordReader.Damage($"operation {change.Ordinal} waits for an event without a name"));
        }
    }
}
