using System.Diagnostics.CodeAnalysis;
using DurableParallel.Replay;

namespace DurableParallel.Engine.Executions;

/// <summary>The delays of one execution in memory, earliest first. Those below a context that has ended are forgotten. Guarded by the execution.</summary>
internal sealed class DelayQueue
{
    private const int FewestVoid = 32;

    private readonly PriorityQueue<Delay, long> _queue = new();
    private readonly Dictionary<int, Delay> _unacknowledged = [];
    private readonly EndedContexts _ended = new();
    private int _void;

    public void Add(Delay delay) => _queue.Enqueue(delay, delay.Due);

    /// <summary>Keeps a delay whose record is on its way to the journal: nothing may come of it before the record is durable.</summary>
    public void AddUnacknowledged(int ordinal, Delay delay) => _unacknowledged[ordinal] = delay;

    public void Acknowledge(int ordinal)
    {
        if (_unacknowledged.Remove(ordinal, out var delay))
        {
            Add(delay);
        }
    }

    /// <summary>Counts every delay, whether its record is durable or on its way, to know when to look again.</summary>
    public void AcknowledgeAll()
    {
        foreach (var delay in _unacknowledged.Values)
        {
            Add(delay);
        }

        _unacknowledged.Clear();
    }

    /// <summary>When the earliest is due; null when there is none.</summary>
    public long? NextDue()
    {
        while (_queue.TryPeek(out var delay, out var due))
        {
            if (IsAwaited(delay))
            {
                return due;
            }

            _queue.Dequeue();
        }

        if (_unacknowledged.Count == 0)
        {
            _ended.Clear();
        }

        return null;
    }

    public bool TryTakeDue(long now, [NotNullWhen(true)] out Delay? delay)
    {
        if (NextDue() <= now)
        {
            delay = _queue.Dequeue();
            return true;
        }

        delay = null;
        return false;
    }

    /// <summary>A context has ended: what is delayed below it wakes nobody.</summary>
    public void ForgetBelow(OperationId context)
    {
        if (_queue.Count + _unacknowledged.Count > 0)
        {
            _ended.Add(context);
        }
    }

    /// <summary>Forgets one delay. Heartbeats make very many such, so they do not stay until they are due.</summary>
    public void MakeVoid(Delay delay)
    {
        delay.IsVoid = true;
        if (++_void < FewestVoid || 2 * _void < _queue.Count)
        {
            return;
        }

        var kept = _queue.UnorderedItems.Where(item => IsAwaited(item.Element)).ToList();
        _queue.Clear();
        _queue.EnqueueRange(kept);
        _void = 0;
    }

    private bool IsAwaited(Delay delay) => !delay.IsVoid && !_ended.IsAbove(delay.Id);
}
