namespace DurableParallel.Engine.Listing;

/// <summary>
/// Some executions that have one tag, in the order of their starts. What is behind the last one may be written in place, since
/// those who hold a <see cref="TagPage{T}"/> read no further than it was long; everything else goes into another array. Guarded
/// by the gate of the index.
/// </summary>
/// <typeparam name="T">What an execution is.</typeparam>
internal sealed class TagBlock<T>
    where T : class, IListedExecution
{
    public const int Size = 1024;

    private T[] _executions = new T[2];
    private TagPage<T>? _latest;

    public int Count { get; private set; }

    public bool IsFull => Count == Size;

    public long First => _executions[0].Number;

    public long Last => _executions[Count - 1].Number;

    /// <summary>What it holds now. The same page as before if that has not changed, as it may know what is common to all.</summary>
    public TagPage<T> Page => _latest is { } latest && latest.IsOf(_executions, Count) ? latest : _latest = new TagPage<T>(_executions, Count);

    /// <summary>What the page knows of all may hold no more.</summary>
    public void Forget() => _latest = null;

    public void Add(T execution)
    {
        var at = Count;
        while (at > 0 && _executions[at - 1].Number > execution.Number)
        {
            at--;
        }

        if (at == Count && Count < _executions.Length)
        {
            _executions[Count++] = execution;
            return;
        }

        var more = new T[Math.Min(Size, Count == _executions.Length ? 2 * Count : _executions.Length)];
        Array.Copy(_executions, more, at);
        more[at] = execution;
        Array.Copy(_executions, at, more, at + 1, Count - at);
        _executions = more;
        Count++;
    }

    public bool Remove(T execution)
    {
        var at = Array.IndexOf(_executions, execution, 0, Count);
        if (at < 0)
        {
            return false;
        }

        var fewer = new T[Math.Max(2, Count - 1)];
        Array.Copy(_executions, fewer, at);
        Array.Copy(_executions, at + 1, fewer, at, Count - at - 1);
        _executions = fewer;
        Count--;
        return true;
    }

    /// <summary>Gives its second half to another one.</summary>
    public TagBlock<T> Split()
    {
        var second = new TagBlock<T>();
        foreach (var execution in _executions.AsSpan(Count / 2, Count - (Count / 2)))
        {
            second.Add(execution);
        }

        Count /= 2;
        _executions = _executions[..Count];
        return second;
    }
}
