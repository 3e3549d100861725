using DurableParallel.Records;

namespace DurableParallel.Running;

/// <summary>
/// Tells the calls of SetStatus that are new from those that an earlier invocation has made, and keeps the latest status until
/// the next record takes it along. A call is known by its context and by its number among those of that context, which is the same in
/// every run. Guarded by the host.
/// </summary>
internal sealed class StatusCalls
{
    // Stands for the function, whose context has no id.
    private static readonly OperationId Root = new(null, 0);

    private readonly Dictionary<OperationId, (int Made, int Recorded)> _contexts = [];
    private readonly List<OperationId> _unrecorded = [];
    private string? _latest;

    /// <param name="recorded">How many calls of each context are on record; a context may come several times, the last with the most.</param>
    public StatusCalls(IEnumerable<(OperationId? Context, int Calls)> recorded)
    {
        foreach (var (context, calls) in recorded)
        {
            _contexts[context ?? Root] = (0, calls);
        }
    }

    /// <summary>Whether there is a status that the next record takes along.</summary>
    public bool HasNews => _unrecorded.Count > 0;

    /// <summary>One more call of a context. False when an earlier invocation has made it and that is on record: then it changes nothing.</summary>
    public bool Add(OperationId? context, string? status)
    {
        var id = context ?? Root;
        var calls = _contexts.GetValueOrDefault(id);
        _contexts[id] = (calls.Made + 1, calls.Recorded);
        if (calls.Made < calls.Recorded)
        {
            return false;
        }

        _latest = status;
        if (!_unrecorded.Contains(id))
        {
            _unrecorded.Add(id);
        }

        return true;
    }

    /// <summary>The status that the next record takes along, with all calls that are on record with it; null for none.</summary>
    public RecordedStatus? Take()
    {
        if (_unrecorded.Count == 0)
        {
            return null;
        }

        var marks = new (OperationId? Context, int Calls)[_unrecorded.Count];
        for (var i = 0; i < marks.Length; i++)
        {
            var id = _unrecorded[i];
            var made = _contexts[id].Made;
            _contexts[id] = (made, made);
            marks[i] = (ReferenceEquals(id, Root) ? null : id, made);
        }

        _unrecorded.Clear();
        return new RecordedStatus(_latest, marks);
    }
}
