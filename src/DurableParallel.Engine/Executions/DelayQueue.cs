using System.Diagnostics.CodeAnalysis;
using DurableParallel.Replay;

namespace DurableParallel.Engine.Executions;

/// <summary>The delays of one execution in memory, earliest first. Those below a context that has ended are forgotten. Guarded by the execution.</summary>
internal sealed class DelayQueue
{
    private readonly PriorityQueue<Delay, long> _queue = new();
    private readonly Dictionary<int, Delay> _unacknowledged = [];
    private HashSet<OperationId>? _endedContexts;

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
            if (!IsForgotten(delay.Id))
            {
                return due;
            }

            _queue.Dequeue();
        }

        _endedContexts = _unacknowledged.Count == 0 ? null : _endedContexts;
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
            (_endedContexts ??= []).Add(context);
        }
    }

    private bool IsForgotten(OperationId id)
    {
        for (var above = id.Outer; above is not null && _endedContexts is not null; above = above.Outer)
        {
            if (_endedContexts.Contains(above))
            {
                return true;
            }
        }

        return false;
    }
}
