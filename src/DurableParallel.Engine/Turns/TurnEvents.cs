using DurableParallel.Engine.Scheduling;
using DurableParallel.Records;

namespace DurableParallel.Engine.Turns;

/// <summary>The events of an execution in memory, and what its waits for events wait for. Guarded by the execution.</summary>
internal sealed class TurnEvents(EventMailbox mailbox)
{
    // Those that ended with a context above stay in it.
    private readonly Dictionary<OperationId, Wait> _waits = [];
    private List<Delay>? _overdue;

    /// <summary>Which wait gets which event.</summary>
    public EventMailbox Mailbox => mailbox;

    /// <summary>A wait was on record as open when the turn began; the mailbox knows of it.</summary>
    public void TakeUp(OperationId id, OperationRecord record) => _waits[id] = new Wait(record);

    /// <summary>The limit of such a wait.</summary>
    public void TakeUp(Delay limit)
    {
        if (_waits.TryGetValue(limit.Id, out var wait))
        {
            wait.Limit = limit;
        }
    }

    /// <summary>A wait was started. Returns what ends it by itself, or null.</summary>
    public Delay? Open(OperationId id, OperationRecord record, EngineClock clock)
    {
        var due = record.DueTimestamp?.ToUnixTimeMilliseconds();
        mailbox.Open(id, record.Name!, due);
        var wait = new Wait(record) { Limit = due is { } at ? new Delay(id, record, clock.DueOf(at)) : null };
        _waits[id] = wait;
        return wait.Limit;
    }

    /// <summary>A wait takes the event that it was offered. Returns what would have ended it by itself, or null.</summary>
    public Delay? Take(OperationId id)
    {
        mailbox.Take(id);
        return _waits.Remove(id, out var wait) ? wait.Limit : null;
    }

    /// <summary>A wait has timed out.</summary>
    public void Close(OperationId id)
    {
        if (_waits.Remove(id))
        {
            mailbox.Close(id);
        }
    }

    /// <summary>A context has ended, and all waits below it.</summary>
    public void CloseBelow(OperationId context) => mailbox.CloseBelow(context);

    /// <summary>Whether the time of a wait, which is up, does not count because an event was there before. It is kept in case that is set aside.</summary>
    public bool Holds(Delay limit)
    {
        var isHeld = mailbox.Holds(limit.Id);
        if (isHeld)
        {
            (_overdue ??= []).Add(limit);
        }

        return isHeld;
    }

    /// <summary>The limits of waits whose time was up and counts now, because an event was set aside.</summary>
    public List<Delay> TakeOverdue()
    {
        var overdue = _overdue?.FindAll(limit => _waits.ContainsKey(limit.Id) && !mailbox.Holds(limit.Id)) ?? [];
        _overdue?.RemoveAll(limit => overdue.Contains(limit) || !_waits.ContainsKey(limit.Id));
        return overdue;
    }

    /// <summary>What is offered to waits from now on, as it is delivered to them.</summary>
    public List<(OperationId Wait, OperationRecord Offer)> TakeOffers() =>
    [
        .. mailbox.TakeOffers().Select(offer => (offer.Wait, _waits[offer.Wait].Record with
        {
            Status = OperationStatus.Ready,
            Payload = offer.Event.Payload,
            Attempt = offer.Offer,
            Options = offer.Event.From is { } from ? new CompletedFrom(from) : _waits[offer.Wait].Record.Options,
        })),
    ];

    /// <summary>What the value of the next event of a name is read as; null when no code waits for it, or that is not known.</summary>
    public (OperationId Wait, string? Type)? NextWait(string name, long now) =>
        mailbox.NextWait(name, now) is { } id ? (id, (_waits[id].Record.Options as EventWaitOptions)?.ValueType) : null;

    private sealed class Wait(OperationRecord record)
    {
        public OperationRecord Record => record;

        /// <summary>What ends it by itself; null when nothing does.</summary>
        public Delay? Limit { get; set; }
    }
}
