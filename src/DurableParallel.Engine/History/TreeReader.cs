using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;

namespace DurableParallel.Engine.History;

/// <summary>Makes the tree of an execution's operations: its records once from the first to the last, and then the steps that run.</summary>
internal sealed class TreeReader
{
    private readonly List<Place> _places = [];
    private readonly List<DateTimeOffset> _restarts = [];
    private CreatedRecord _created;
    private bool _hasEnded;

    private TreeReader()
    {
    }

    /// <param name="records">All durable records of an execution.</param>
    /// <param name="openSteps">The steps that run at that moment.</param>
    /// <returns>The operations of the function itself, each with those below it, how many there are in all, and when it began again after its process had died.</returns>
    /// <exception cref="JournalDamagedException">The bytes are not what an engine writes.</exception>
    public static (IReadOnlyList<OperationNode> Roots, int Count, IReadOnlyList<DateTimeOffset> Restarts) Read(byte[] records, IReadOnlyList<OpenSteps.OpenStep> openSteps)
    {
        // Checks the records as a whole, so that what follows can rely on them.
        _ = RecordedHistory.Read(records);
        return ReadChecked(records, openSteps);
    }

    /// <summary>The operations of records that were checked as a whole.</summary>
    public static (IReadOnlyList<OperationNode> Roots, int Count, IReadOnlyList<DateTimeOffset> Restarts) ReadChecked(byte[] records, IReadOnlyList<OpenSteps.OpenStep> openSteps)
    {
        var reader = new TreeReader();
        foreach (var record in new RecordSequence(records))
        {
            reader.Add(record);
        }

        if (openSteps.Count > 0)
        {
            reader.Add(openSteps);
        }

        var (roots, count) = reader.Build();
        return (roots, count, reader._restarts);
    }

    private void Add(ReadOnlySpan<byte> record)
    {
        switch (RecordCodec.KindOf(record))
        {
            case RecordKind.Created:
                _created = RecordCodec.ReadCreated(record, withInput: false);
                break;
            case RecordKind.Position:
                var position = RecordCodec.ReadPosition(record);
                AddPlace(position.Number, position.Parent, mention: null, wireId: null);
                break;
            case RecordKind.Operation:
                Add(OperationCodec.Read(record), wireId: null);
                break;
            case RecordKind.WireOperation:
                var (id, first) = WireOperationCodec.Read(record);
                Add(first, id);
                break;
            case RecordKind.Begun:
                _restarts.Add(OperationStateMachine.Time(_created.At, RecordCodec.ReadMark(record, RecordKind.Begun)));
                break;
            case RecordKind.Ended:
                _hasEnded = true;
                break;
            case RecordKind.Retried:
                RunAnew(RetriedRecord.Read(record));
                break;
        }
    }

    private void Add(in OperationChange change, string? wireId)
    {
        if (change.Mention is { } mention)
        {
            AddPlace(mention.Number, mention.Parent, mention, wireId);
        }

        var place = _places[change.Ordinal - 1];
        place.IsRecorded = true;
        place.State.Apply(change, _created.At);
    }

    private void RunAnew(RetriedRecord retried)
    {
        _hasEnded = false;
        foreach (var ordinal in retried.Reopened)
        {
            var reopened = _places[ordinal - 1];
            reopened.State = new OperationState(OperationRules.Reopened(reopened.State.ToRecord()));
        }

        foreach (var ordinal in retried.Forgotten)
        {
            _places[ordinal - 1].IsForgotten = true;
        }

        // A place is always behind the one above it.
        foreach (var place in _places.Where(static place => place.Above is { IsForgotten: true }))
        {
            place.IsForgotten = true;
        }
    }

    private void AddPlace(int number, int parent, OperationMention? mention, string? wireId)
    {
        var above = parent == 0 ? null : _places[parent - 1];
        var id = new OperationId(above?.Named.Id, number);
        _places.Add(new Place(new NamedPlace(id, mention?.Name, above?.Named))
        {
            Above = above,
            WireId = wireId,
            Type = mention?.Type ?? OperationType.Context,
            SubType = mention?.SubType,
            RecordedParent = mention is { RecordedParent: > 0 and var recorded } ? _places[recorded - 1] : null,
            State = new OperationState(mention?.Type ?? OperationType.Context, mention?.SubType, mention?.Name),
        });
    }

    private void Add(IReadOnlyList<OpenSteps.OpenStep> openSteps)
    {
        var byId = _places.Where(static place => !place.IsForgotten).ToDictionary(static place => place.Named.Id);
        foreach (var step in openSteps)
        {
            Add(step, byId);
        }
    }

    // Its first attempt has no record before it ends; a later one is on record as waiting for its time. What is above it may not be durable yet.
    private void Add(in OpenSteps.OpenStep step, Dictionary<OperationId, Place> byId)
    {
        var header = step.Header;
        if (byId.TryGetValue(header.Id, out var known))
        {
            known.IsRunning = known is { IsRecorded: true, State.IsEnded: false };
            return;
        }

        Place? above = null;
        Place? recorded = null;
        if ((header.Id.Parent is { } parent && !byId.TryGetValue(parent, out above)) || (header.ParentId is { } parentId && !byId.TryGetValue(parentId, out recorded)))
        {
            return;
        }

        var place = new Place(new NamedPlace(header.Id, header.Name, above?.Named))
        {
            Type = header.Type,
            SubType = header.SubType,
            RecordedParent = recorded,
            State = new OperationState(header.Type, header.SubType, header.Name),
            IsRecorded = true,
            IsRunning = true,
        };
        place.State.Apply(new OperationChange { Ordinal = 0, Action = OperationAction.Start, At = step.At - _created.At }, _created.At);
        _places.Add(place);
    }

    // What is above comes first, so each finds the node above it made.
    private (IReadOnlyList<OperationNode> Roots, int Count) Build()
    {
        List<OperationNode> roots = [];
        var count = 0;
        for (var index = 0; index < _places.Count; index++)
        {
            var place = _places[index];
            if (!place.IsRecorded || place.IsForgotten)
            {
                continue;
            }

            count++;
            var above = place.RecordedParent?.Node;
            var record = place.State.ToRecord();
            place.Node = new OperationNode(place.Named, above, record)
            {
                WireId = place.WireId,
                Ordinal = index + 1,
                Status = place.IsRunning ? OperationStatus.Started : record.Status,
                IsOpen = !_hasEnded && !record.IsEnded && IsOpenAbove(place, above),
                CallbackId = place.Type == OperationType.Callback ? new CallbackId(_created.Name, place.Named.Id).ToString() : null,
                StartedExecutionName = OperationRules.StartsExecution(place.Type) ? InvokedName.Of(_created.Name, place.Named.Id) : null,
            };
            if (above is null)
            {
                roots.Add(place.Node);
            }
            else
            {
                above.Add(place.Node);
            }
        }

        return (roots, count);
    }

    // Compensations outlive their scope and end with what is above that.
    private static bool IsOpenAbove(Place place, OperationNode? above)
    {
        var outer = OperationId.OutlivesScope(place.Named.Id.Number) ? above?.Parent : above;
        return outer is null or { IsOpen: true };
    }

    private sealed class Place(NamedPlace named)
    {
        // A structure that changes in place.
        public OperationState State;

        public NamedPlace Named => named;

        public OperationType Type { get; init; }

        public string? SubType { get; init; }

        /// <summary>The id that a function process gave it; null where it is made of the position.</summary>
        public string? WireId { get; init; }

        /// <summary>The context above; null at the root.</summary>
        public Place? Above { get; init; }

        /// <summary>The nearest context above that has a record; null at the root.</summary>
        public Place? RecordedParent { get; init; }

        public bool IsRecorded { get; set; }

        /// <summary>Whether it runs anew since a retry, as another place.</summary>
        public bool IsForgotten { get; set; }

        public bool IsRunning { get; set; }

        public OperationNode? Node { get; set; }
    }
}
