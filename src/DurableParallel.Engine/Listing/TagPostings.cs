using System.Runtime.InteropServices;

namespace DurableParallel.Engine.Listing;

/// <summary>The numbers of all executions that have one tag, of which there are several, by chunk. Guarded by the gate of the index.</summary>
internal sealed class TagPostings(string key, string value)
{
    // In the order of the chunks.
    private readonly List<SlotSet> _chunks = new(1);

    public string Key => key;

    public string Value => value;

    public int Count { get; private set; }

    public void Add(long number)
    {
        var chunk = number / ExecutionChunk<IListedExecution>.Size;
        var at = IndexOf(chunk);
        if (at < 0)
        {
            _chunks.Insert(~at, new SlotSet(chunk));
            at = ~at;
        }

        ref var set = ref CollectionsMarshal.AsSpan(_chunks)[at];
        Count -= set.Count;
        set.Add((int)(number % ExecutionChunk<IListedExecution>.Size));
        Count += set.Count;
    }

    public bool Remove(long number)
    {
        var at = IndexOf(number / ExecutionChunk<IListedExecution>.Size);
        if (at < 0 || !CollectionsMarshal.AsSpan(_chunks)[at].Remove((int)(number % ExecutionChunk<IListedExecution>.Size)))
        {
            return false;
        }

        Count--;
        if (_chunks[at].Count == 0)
        {
            _chunks.RemoveAt(at);
        }

        return true;
    }

    /// <summary>The executions of the next chunk that has some, from a chunk on; null when there is none.</summary>
    public SlotSet? Next(long chunk, bool isDescending)
    {
        var at = IndexOf(chunk);
        at = at >= 0 ? at : isDescending ? ~at - 1 : ~at;
        return at >= 0 && at < _chunks.Count ? _chunks[at] : null;
    }

    // Nearly always the last one: starts come nearly in order.
    private int IndexOf(long chunk)
    {
        if (_chunks.Count > 0 && _chunks[^1].Key == chunk)
        {
            return _chunks.Count - 1;
        }

        var (low, high) = (0, _chunks.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_chunks[middle].Key == chunk)
            {
                return middle;
            }

            (low, high) = _chunks[middle].Key < chunk ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }
}
