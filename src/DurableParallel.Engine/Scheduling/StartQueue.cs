using System.Diagnostics.CodeAnalysis;

namespace DurableParallel.Engine.Scheduling;

/// <summary>What is to begin: by priority, and in the order of its coming. Nearly all have the priority 0, which costs what a queue does. Not safe for several threads.</summary>
internal sealed class StartQueue
{
    private readonly Queue<IThreadPoolWorkItem> _plain = [];
    private readonly PriorityQueue<IThreadPoolWorkItem, (int Priority, long Order)> _ranked = new();
    private long _order;

    public int Count => _plain.Count + _ranked.Count;

    public void Enqueue(IThreadPoolWorkItem item, int priority)
    {
        if (priority == 0)
        {
            _plain.Enqueue(item);
        }
        else
        {
            // Not its negative, which the lowest number has none of.
            _ranked.Enqueue(item, (~priority, _order++));
        }
    }

    public bool TryDequeue([MaybeNullWhen(false)] out IThreadPoolWorkItem item)
    {
        var isRankedFirst = _ranked.TryPeek(out _, out var rank) && (rank.Priority < ~0 || _plain.Count == 0);
        return isRankedFirst ? _ranked.TryDequeue(out item, out _) : _plain.TryDequeue(out item);
    }

    public void Clear()
    {
        _plain.Clear();
        _ranked.Clear();
    }
}
