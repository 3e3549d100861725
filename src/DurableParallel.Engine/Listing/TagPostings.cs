namespace DurableParallel.Engine.Listing;

/// <summary>All executions that have one tag, of which there are several, in blocks in the order of their starts. Guarded by the gate of the index.</summary>
/// <typeparam name="T">What an execution is.</typeparam>
internal sealed class TagPostings<T>(string key, string value)
    where T : class, IListedExecution
{
    private readonly List<TagBlock<T>> _blocks = [new TagBlock<T>()];

    public string Key => key;

    public string Value => value;

    public int Count { get; private set; }

    public void Add(T execution)
    {
        Count++;

        // Nearly always the last one: starts come nearly in order.
        var at = _blocks.Count - 1;
        while (at > 0 && _blocks[at].First > execution.Number)
        {
            at--;
        }

        if (!_blocks[at].IsFull)
        {
            _blocks[at].Add(execution);
            return;
        }

        if (at == _blocks.Count - 1 && _blocks[at].Last < execution.Number)
        {
            _blocks.Add(new TagBlock<T>());
            _blocks[^1].Add(execution);
            return;
        }

        var second = _blocks[at].Split();
        _blocks.Insert(at + 1, second);
        (second.First > execution.Number ? _blocks[at] : second).Add(execution);
    }

    /// <summary>An execution that had ended goes on.</summary>
    public void OnChanged(T execution)
    {
        if (BlockOf(execution.Number) is >= 0 and var at)
        {
            _blocks[at].Forget();
        }
    }

    public bool Remove(T execution)
    {
        var at = BlockOf(execution.Number);
        if (at < 0 || !_blocks[at].Remove(execution))
        {
            return false;
        }

        Count--;
        if (_blocks[at].Count == 0 && _blocks.Count > 1)
        {
            _blocks.RemoveAt(at);
        }

        return true;
    }

    /// <summary>The next executions behind a number; null when there are none. The first of them may be before it.</summary>
    public TagPage<T>? Next(long? after, bool isDescending)
    {
        if (Count == 0)
        {
            return null;
        }

        int at;
        if (isDescending)
        {
            at = after is { } below ? BlockOf(below - 1) : _blocks.Count - 1;
        }
        else
        {
            at = after is { } above ? Math.Max(0, BlockOf(above)) : 0;
            at += after >= _blocks[at].Last ? 1 : 0;
        }

        return at >= 0 && at < _blocks.Count ? _blocks[at].Page : null;
    }

    // The last block that begins at the number or before; -1 when all begin behind it.
    private int BlockOf(long number)
    {
        var (low, high) = (0, _blocks.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            (low, high) = _blocks[middle].First <= number ? (middle + 1, high) : (low, middle - 1);
        }

        return high;
    }
}
