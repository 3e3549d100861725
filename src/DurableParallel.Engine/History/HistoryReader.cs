using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;

namespace DurableParallel.Engine.History;

/// <summary>Makes events of an execution's records. A step's record stands for two, its attempt's start and end.</summary>
internal sealed class HistoryReader
{
    private readonly List<HistoryEvent> _events = [];
    private readonly List<Place> _places = [];
    private readonly HeldEvents _held;
    private CreatedRecord _created;

    private HistoryReader() => _held = new HeldEvents(_events);

    /// <exception cref="JournalDamagedException">The bytes are not what an engine writes.</exception>
    public static IReadOnlyList<HistoryEvent> Read(byte[] records)
    {
        // Checks the records as a whole, so that what follows can rely on them.
        _ = RecordedHistory.Read(records);
        return ReadChecked(records);
    }

    /// <summary>The events of records that were checked as a whole.</summary>
    public static IReadOnlyList<HistoryEvent> ReadChecked(byte[] records)
    {
        var reader = new HistoryReader();
        foreach (var record in new RecordSequence(records))
        {
            reader.Add(record);
        }

        var events = HistoryOrder.Of(reader._events);
        for (var index = 0; index < events.Length; index++)
        {
            events[index].SetEventId(index + 1);
        }

        return events;
    }

    private void Add(ReadOnlySpan<byte> record)
    {
        switch (RecordCodec.KindOf(record))
        {
            case RecordKind.Created:
                _created = RecordCodec.ReadCreated(record);
                AddOwn(HistoryEventType.ExecutionStarted, 0, _created.Input, error: null);
                SetTerms(_created.Terms?.TimeoutMilliseconds ?? 0);
                break;
            case RecordKind.Settled:
                SetTerms(RecordCodec.ReadSettled(record).TimeoutMilliseconds);
                break;
            case RecordKind.Ended:
                var ended = RecordCodec.ReadEnded(record);
                _held.Release(OperationStateMachine.Time(_created.At, ended.At));
                AddOwn(HistoryEventTypes.EndOf(ended.Status), ended.At, ended.Payload, ended.Error);
                break;
            case RecordKind.CancelRequested:
                var cancel = CancelRecord.Read(record);
                AddOwn(HistoryEventType.ExecutionCancelRequested, cancel.At, cancel.Reason, error: null);
                break;
            case RecordKind.Retried:
                Add(RetriedRecord.Read(record));
                break;
            case RecordKind.Raised:
                var raised = RaisedRecord.Read(record, _created.At);
                AddOwn(HistoryEventType.EventReceived, raised.At - _created.At, raised.Payload, error: null);
                _events[^1] = _events[^1] with { Name = raised.Name, RaisedEventId = raised.Id };
                break;
            case RecordKind.Position:
                var position = RecordCodec.ReadPosition(record);
                AddPlace(position.Number, position.Parent, mention: null);
                break;
            case RecordKind.Operation:
                Add(OperationCodec.Read(record));
                break;
            case RecordKind.WireOperation:
                var (id, first) = WireOperationCodec.Read(record);
                Add(first, id);
                break;
            case RecordKind.InvocationCompleted:
                var completed = CompletedRecord.Read(record);
                AddOwn(HistoryEventType.InvocationCompleted, completed.At, payload: null, completed.Error);
                _events[^1] = _events[^1] with
                {
                    RequestId = completed.RequestId,
                    InvocationStartTimestamp = OperationStateMachine.Time(_created.At, completed.StartedAt),
                };
                _held.Release(_events[^1].EventTimestamp);
                break;
        }
    }

    private void Add(RetriedRecord retried)
    {
        AddOwn(HistoryEventType.ExecutionRetried, retried.At, payload: null, error: null);
        _events[^1] = _events[^1] with { Retried = new RetriedOperations(IdsOf(retried.Reopened), IdsOf(retried.Forgotten)) };
        foreach (var ordinal in retried.Reopened)
        {
            _places[ordinal - 1].HasEnded = false;
        }
    }

    private string[] IdsOf(IReadOnlyList<int> ordinals) => [.. ordinals.Select(ordinal => _places[ordinal - 1].WireId)];

    private void Add(in OperationChange change, string? wireId = null)
    {
        if (change.Mention is { } mention)
        {
            AddPlace(mention.Number, mention.Parent, mention, wireId);
        }

        var place = _places[change.Ordinal - 1];
        if (change.Action == OperationAction.Heartbeat)
        {
            if (place.Type == OperationType.EventWait && change.Error is not null)
            {
                _events.Add(Describe(place, HistoryEventTypes.Of(place.Type, change.Action, hasError: true), change.At) with { Error = change.Error });
            }
            else if (HoldMark.Is(change, place.HasEnded))
            {
                _held.OnMark(place.WireId, OperationStateMachine.Time(_created.At, change.At));
            }

            return;
        }

        place.HasEnded |= OperationRules.IsEnd(change.Action);
        if (change.StartedAt is { } started)
        {
            _events.Add(Describe(place, HistoryEventType.StepStarted, started));
        }

        var retry = change.Action == OperationAction.Retry;
        var isAttemptsEnd = place.Type == OperationType.Step && change.Action != OperationAction.Start;
        place.Attempts += isAttemptsEnd ? 1 : 0;

        // Made at once: each copy is as large as the event.
        var e = new HistoryEvent
        {
            EventId = 0,
            EventType = HistoryEventTypes.Of(place.Type, change.Action, change.Error is not null),
            EventTimestamp = OperationStateMachine.Time(_created.At, change.At),
            Operation = place.Operation,
            Name = place.Name,
            SubType = place.SubType,
            Parent = ParentOf(place),
            Payload = change.Payload,
            Error = change.Error,
            ReplayChildren = change.ReplayChildren,
            RetryDetails = isAttemptsEnd ? new RetryDetails(place.Attempts, retry ? TimeSpan.FromMilliseconds(change.DelayMilliseconds) : null) : null,
        };
        if (place.Type == OperationType.Wait)
        {
            place.Delay = change.DelayMilliseconds > 0 ? TimeSpan.FromMilliseconds(change.DelayMilliseconds) : place.Delay;
            e = e with
            {
                Duration = place.Delay,
                ScheduledEndTimestamp = change.DelayMilliseconds > 0 ? e.EventTimestamp.AddMilliseconds(change.DelayMilliseconds) : null,
            };
        }
        else if (!isAttemptsEnd)
        {
            e = OptionsInEvents.Add(e, place.Type, change.Options, _created.Name, place.Id);
        }

        _events.Add(e);
    }

    // The first event is that of the execution's start.
    private void SetTerms(long timeout) => _events[0] = _events[0] with
    {
        TenantId = _created.Terms?.TenantId,
        ExecutionTimeout = timeout > 0 ? TimeSpan.FromMilliseconds(timeout) : null,
    };

    private void AddOwn(HistoryEventType type, long at, string? payload, DurableError? error) => _events.Add(new HistoryEvent
    {
        EventId = 0,
        EventType = type,
        EventTimestamp = OperationStateMachine.Time(_created.At, at),
        Payload = payload,
        Error = error,
    });

    private HistoryEvent Describe(Place place, HistoryEventType type, long at) => new()
    {
        EventId = 0,
        EventType = type,
        EventTimestamp = OperationStateMachine.Time(_created.At, at),
        Operation = place.Operation,
        Name = place.Name,
        SubType = place.SubType,
        Parent = ParentOf(place),
    };

    private EventOperation ParentOf(Place place) => place.RecordedParent == 0 ? default : _places[place.RecordedParent - 1].Operation;

    private void AddPlace(int number, int parent, OperationMention? mention, string? wireId = null) => _places.Add(new Place(
        new OperationId(parent == 0 ? null : _places[parent - 1].Id, number),
        wireId,
        _places.Count + 1,
        mention?.Type ?? OperationType.Context,
        mention?.SubType,
        mention?.Name,
        mention?.RecordedParent ?? 0));

    private sealed class Place(OperationId id, string? wireId, int ordinal, OperationType type, string? subType, string? name, int recordedParent)
    {
        public OperationId Id => id;

        public string WireId => wireId ?? id.Hex;

        public EventOperation Operation => new(id, wireId, ordinal);

        public OperationType Type => type;

        public string? SubType => subType;

        public string? Name => name;

        public int RecordedParent => recordedParent;

        public bool HasEnded { get; set; }

        public int Attempts { get; set; }

        public TimeSpan Delay { get; set; }
    }
}
