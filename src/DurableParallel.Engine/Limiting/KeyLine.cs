namespace DurableParallel.Engine.Limiting;

/// <summary>Those of one key that have begun, by number, and those that wait, by priority and then in the order of starts. Guarded by its <see cref="FunctionLine"/>.</summary>
internal sealed class KeyLine
{
    private PriorityQueue<ILimited, Rank>? _waiting;
    private ILimited? _last;

    public int Begun { get; set; }

    /// <summary>The rank under which it stands among the lines that have room; null while it does not.</summary>
    public Rank? ReadyAs { get; set; }

    public int Waiting => _waiting?.Count ?? 0;

    /// <summary>The rank of the one that begins next. Only where one waits.</summary>
    public Rank First => _waiting!.TryPeek(out _, out var rank) ? rank : default;

    public void Enqueue(ILimited item)
    {
        if (_last is not null)
        {
            item.ShareTerms(_last);
        }

        _last = item;
        (_waiting ??= new PriorityQueue<ILimited, Rank>()).Enqueue(item, Rank.Of(item));
    }

    public ILimited Dequeue()
    {
        var next = _waiting!.Dequeue();
        if (_waiting.Count == 0)
        {
            (_waiting, _last) = (null, null);
        }

        return next;
    }
}
