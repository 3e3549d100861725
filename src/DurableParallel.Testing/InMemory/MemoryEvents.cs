using DurableParallel.Engine;
using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <summary>The events of one execution: keeps them until its waits take them. Guarded by the execution's lock.</summary>
internal sealed class MemoryEvents(OperationBook book)
{
    /// <summary>The events that no code has taken, and the waits that are open.</summary>
    public EventMailbox Mailbox { get; } = new();

    /// <summary>Keeps an event, unless one of its id was raised before. Returns why it is not taken; null when it is.</summary>
    public EventRefusal? Raise(RaisedEvent raised, EventLog log)
    {
        if (raised.Id is { } id && Mailbox.Knows(id))
        {
            return null;
        }

        if (Mailbox.UnreadCount >= EventLimits.MaxUnread || Mailbox.UnreadBytes + EventMailbox.BytesOf(raised) > EventLimits.MaxUnreadBytes)
        {
            return EventRefusal.MailboxFull;
        }

        Mailbox.Add(raised);
        log.Received(raised);
        return null;
    }

    /// <summary>An update of the function is durable.</summary>
    public void OnApplied(OperationEntry entry, in OperationUpdate update)
    {
        switch (update.Type, update.Action)
        {
            case (OperationType.EventWait, OperationAction.Start):
                Mailbox.Open(entry.Id, entry.Record.Name!, entry.Record.DueTimestamp?.ToUnixTimeMilliseconds());
                break;
            case (OperationType.EventWait, OperationAction.Succeed):
                Mailbox.Take(entry.Id);
                break;
            case (OperationType.EventWait, OperationAction.Heartbeat):
                Mailbox.SetAside(entry.Id);
                RenewLimits();
                break;
            case (OperationType.Context, OperationAction.Succeed or OperationAction.Fail):
                Mailbox.CloseBelow(entry.Id);
                break;
        }
    }

    /// <summary>The time of an operation was up, or it was canceled: what it would have got is there for the next wait.</summary>
    public void OnEndedByHost(OperationEntry entry)
    {
        if (entry.Record.Type == OperationType.EventWait)
        {
            Mailbox.Close(entry.Id);
        }
    }

    /// <summary>Whether the time of an operation does not count because an event was there before.</summary>
    public bool Holds(OperationEntry entry) => entry.Record.Type == OperationType.EventWait && Mailbox.Holds(entry.Id);

    /// <summary>Offers events: the waits are ready from now on, and know which.</summary>
    public List<OperationEntry> TakeOffers()
    {
        List<OperationEntry> offered = [];
        foreach (var (wait, raised, offer) in Mailbox.TakeOffers())
        {
            var entry = book.Find(wait)!;
            book.Replace(entry, entry.Record with { Status = OperationStatus.Ready, Payload = raised.Payload, Attempt = offer });
            offered.Add(entry);
        }

        return offered;
    }

    // The event that had come in time for one may be another one's now.
    private void RenewLimits()
    {
        foreach (var entry in book.Pending().Where(static entry => entry.Record.Type == OperationType.EventWait))
        {
            book.Renew(entry);
        }
    }
}
