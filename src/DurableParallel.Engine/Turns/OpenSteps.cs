using DurableParallel.Records;

namespace DurableParallel.Engine.Turns;

/// <summary>The steps of one execution whose attempt has begun and not ended: usually one, so one has a place of its own. Guarded by the execution.</summary>
internal struct OpenSteps
{
    private OpenStep _single;
    private Dictionary<OperationId, OpenStep>? _others;

    public int Count { readonly get; private set; }

    public void Add(in OpenStep step)
    {
        Count++;
        if (_single.Id is null)
        {
            _single = step;
        }
        else
        {
            (_others ??= [])[step.Id!] = step;
        }
    }

    public bool Remove(OperationId id, out OpenStep step)
    {
        if (_single.Id is { } single && single.Equals(id))
        {
            step = _single;
            _single = default;
            Count--;
            return true;
        }

        if (_others is not null && _others.Remove(id, out step))
        {
            Count--;
            return true;
        }

        step = default;
        return false;
    }

    public readonly bool Has(OperationId id) => (_single.Id is { } single && single.Equals(id)) || (_others is not null && _others.ContainsKey(id));

    /// <summary>Whether the attempt has begun, with a START that has a record of its own.</summary>
    public readonly bool IsRecorded(OperationId id) => _single.Id is { } single && single.Equals(id)
        ? _single.IsRecorded
        : _others is not null && _others.TryGetValue(id, out var other) && other.IsRecorded;

    /// <summary>The steps below a context whose START has no record yet; from now on they count as having one.</summary>
    public List<OpenStep> MarkRecordedBelow(OperationId context)
    {
        List<OpenStep> marked = [];
        if (_single is { Id: not null, IsRecorded: false } && _single.Id.IsBelow(context))
        {
            marked.Add(_single);
            _single = _single with { IsRecorded = true };
        }

        foreach (var other in _others?.Values.Where(step => !step.IsRecorded && step.Id!.IsBelow(context)).ToList() ?? [])
        {
            marked.Add(other);
            _others![other.Id!] = other with { IsRecorded = true };
        }

        return marked;
    }

    /// <summary>A copy of them.</summary>
    public readonly IReadOnlyList<OpenStep> ToList() => Count == 0
        ? []
        : [.. _single.Id is null ? [] : new[] { _single }, .. _others?.Values ?? Enumerable.Empty<OpenStep>()];

    /// <param name="Header">The step as its START named it; empty in an empty place.</param>
    /// <param name="At">When it was started, in milliseconds since 1970.</param>
    /// <param name="IsRecorded">Whether the START has a record of its own.</param>
    internal readonly record struct OpenStep(OperationHeader Header, long At, bool IsRecorded)
    {
        public OperationId? Id => Header.Id;
    }
}
