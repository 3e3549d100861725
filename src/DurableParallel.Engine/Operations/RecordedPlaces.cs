using DurableParallel.Engine.Journal.Log;
using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel.Engine.Operations;

/// <summary>
/// The operations of an execution by what people call them: a path of names, a position, or the id on the wire. Of an
/// operation that was retried it knows the latest.
/// </summary>
internal sealed class RecordedPlaces
{
    private readonly List<Place> _places = [];
    private readonly Dictionary<OperationId, int> _latest = [];

    /// <param name="records">The execution's records, which were checked before.</param>
    public RecordedPlaces(ReadOnlySpan<byte> records)
    {
        var sequence = new RecordSequence(records);
        while (sequence.MoveNext())
        {
            Note(sequence.Current, sequence.Start);
        }
    }

    /// <summary>Whether an operation is called so.</summary>
    public bool Has(string called) => _latest.Values.Any(ordinal => IsCalled(ordinal, called));

    /// <summary>Where the first record of an operation begins, or of what is below it.</summary>
    public int FirstRecordOf(int ordinal)
    {
        var first = int.MaxValue;
        for (var other = ordinal; other <= _places.Count; other++)
        {
            var above = other;
            while (above > ordinal)
            {
                above = _places[above - 1].Parent;
            }

            first = above == ordinal ? Math.Min(first, _places[other - 1].Start) : first;
        }

        return first;
    }

    /// <summary>What an operation is called by people.</summary>
    public string PathOf(int ordinal) => OperationPath.Of(_places[ordinal - 1].Id, id => _places[_latest[id] - 1].Name);

    /// <summary>The kind of an operation within its type.</summary>
    public string? SubTypeOf(int ordinal) => _places[ordinal - 1].SubType;

    /// <summary>The number of the one operation that is called so.</summary>
    /// <param name="called">Its path, its position or its id.</param>
    /// <param name="executionName">Whose operations these are.</param>
    /// <param name="parameter">Which argument it was.</param>
    /// <exception cref="ArgumentException">None is, or several are.</exception>
    public int Find(string called, string executionName, string parameter)
    {
        var found = _latest.Values.Where(ordinal => IsCalled(ordinal, called)).ToList();
        return found switch
        {
            [var one] => one,
            [] => throw new ArgumentException($"The execution '{executionName}' has no operation '{called}'. It has {ShownList.Of(_latest.Values.Select(PathOf), _latest.Count)}.", parameter),
            _ => throw new ArgumentException(
                $"The execution '{executionName}' has {Counted.Of(found.Count, "operation")} at '{called}'. Give the position of one: {ShownList.Of(found.Select(ordinal => _places[ordinal - 1].Id.ToString()), found.Count)}.",
                parameter),
        };
    }

    private bool IsCalled(int ordinal, string called)
    {
        var place = _places[ordinal - 1];
        return called == place.WireId || called == place.Id.ToString() || called == place.Id.Hex || called == PathOf(ordinal);
    }

    private void Note(ReadOnlySpan<byte> record, int start)
    {
        switch (RecordCodec.KindOf(record))
        {
            case RecordKind.Position:
                var position = RecordCodec.ReadPosition(record);
                Add(position.Number, position.Parent, start, mention: null, wireId: null);
                break;
            case RecordKind.Operation when OperationCodec.Skim(record).Mention is { } mention:
                mention = OperationCodec.Read(record).Mention!.Value;
                Add(mention.Number, mention.Parent, start, mention, wireId: null);
                break;
            case RecordKind.WireOperation:
                var (wireId, change) = WireOperationCodec.Read(record);
                Add(change.Mention!.Value.Number, change.Mention.Value.Parent, start, change.Mention, wireId);
                break;
        }
    }

    private void Add(int number, int parent, int start, in OperationMention? mention, string? wireId)
    {
        var id = new OperationId(parent == 0 ? null : _places[parent - 1].Id, number);
        _places.Add(new Place(id, parent, start, mention?.Name, mention?.SubType, wireId));
        _latest[id] = _places.Count;
    }

    private sealed record Place(OperationId Id, int Parent, int Start, string? Name, string? SubType, string? WireId);
}
