using System.Diagnostics.CodeAnalysis;
using DurableParallel.Engine.Operations;
using DurableParallel.Records;

namespace DurableParallel.Engine.Turns;

/// <summary>The delays of one execution in memory, earliest first. Those below a context that has ended are forgotten. Guarded by the execution.</summary>
internal sealed class DelayQueue
{
    private const int FewestVoid = 32;

    // Most executions wait for one thing at a time, and very many may do so: the only one needs no queue.
    private Delay? _only;
    private PriorityQueue<Delay, long>? _queue;
    private EndedContexts _ended;
    private Delay? _oldestUnacknowledged;
    private Delay? _latestUnacknowledged;
    private int _void;

    private int Count => _only is null ? _queue?.Count ?? 0 : 1;

    public void Add(Delay delay)
    {
        if (Count == 0)
        {
            _only = delay;
            return;
        }

        _queue ??= new PriorityQueue<Delay, long>();
        if (_only is { } only)
        {
            _queue.Enqueue(only, only.Due);
            _only = null;
        }

        _queue.Enqueue(delay, delay.Due);
    }

    /// <summary>Keeps a delay whose record is on its way to the journal: nothing may come of it before the record is durable.</summary>
    public void AddUnacknowledged(int ordinal, Delay delay)
    {
        delay.Ordinal = ordinal;
        if (_latestUnacknowledged is null)
        {
            _oldestUnacknowledged = delay;
        }
        else
        {
            _latestUnacknowledged.NextUnacknowledged = delay;
        }

        _latestUnacknowledged = delay;
    }

    /// <summary>The record of an operation's latest delay is durable. The journal tells in the order of the records, so it is the oldest one, unless an end was faster.</summary>
    public void Acknowledge(int ordinal)
    {
        Delay? before = null;
        for (var delay = _oldestUnacknowledged; delay is not null; (before, delay) = (delay, delay.NextUnacknowledged))
        {
            if (delay.Ordinal == ordinal)
            {
                TakeOut(delay, before);
                Add(delay);
                return;
            }
        }
    }

    /// <summary>Counts every delay, whether its record is durable or on its way, to know when to look again.</summary>
    public void AcknowledgeAll()
    {
        while (_oldestUnacknowledged is { } delay)
        {
            TakeOut(delay, before: null);
            Add(delay);
        }
    }

    /// <summary>When the earliest is due; null when there is none.</summary>
    public long? NextDue()
    {
        while (Earliest() is { } delay)
        {
            if (IsAwaited(delay))
            {
                return delay.Due;
            }

            DropEarliest();
        }

        if (_oldestUnacknowledged is null)
        {
            _ended.Clear();
        }

        return null;
    }

    /// <summary>What these delays hold the execution up by. Callbacks' limits and those of waits for events do not.</summary>
    public ExecutionStates ReadStates()
    {
        var states = ExecutionStates.None;
        foreach (var delay in _only is { } only ? [only] : _queue?.UnorderedItems.Select(static item => item.Element) ?? [])
        {
            if (delay.Record.Type is OperationType.Wait or OperationType.Step && IsAwaited(delay))
            {
                states |= StateSet.Of(delay.Record);
            }
        }

        return states;
    }

    public bool TryTakeDue(long now, [NotNullWhen(true)] out Delay? delay)
    {
        if (NextDue() <= now)
        {
            delay = Earliest()!;
            DropEarliest();
            return true;
        }

        delay = null;
        return false;
    }

    /// <summary>A context has ended: what is delayed below it wakes nobody.</summary>
    public void ForgetBelow(OperationId context)
    {
        if (Count > 0 || _oldestUnacknowledged is not null)
        {
            _ended.Add(context);
        }
    }

    /// <summary>Forgets one delay. Heartbeats make very many such, so they do not stay until they are due.</summary>
    public void MakeVoid(Delay delay)
    {
        delay.IsVoid = true;
        if (++_void < FewestVoid || 2 * _void < Count || _queue is null)
        {
            return;
        }

        var kept = _queue.UnorderedItems.Where(item => IsAwaited(item.Element)).ToList();
        _queue.Clear();
        _queue.EnqueueRange(kept);
        _void = 0;
    }

    private Delay? Earliest() => _only ?? (_queue is not null && _queue.TryPeek(out var delay, out _) ? delay : null);

    private void DropEarliest()
    {
        if (_only is null)
        {
            _queue!.Dequeue();
        }

        _only = null;
    }

    private void TakeOut(Delay delay, Delay? before)
    {
        if (before is null)
        {
            _oldestUnacknowledged = delay.NextUnacknowledged;
        }
        else
        {
            before.NextUnacknowledged = delay.NextUnacknowledged;
        }

        if (ReferenceEquals(_latestUnacknowledged, delay))
        {
            _latestUnacknowledged = before;
        }

        delay.NextUnacknowledged = null;
    }

    private bool IsAwaited(Delay delay) => !delay.IsVoid && !_ended.IsAbove(delay.Id);
}
