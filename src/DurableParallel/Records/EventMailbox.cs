using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace DurableParallel.Records;

/// <summary>
/// The events of one execution that no code has taken, and the waits that are open. Which wait gets which event is decided here
/// alone: of one name, the wait that was started first gets the event that was raised first. Of each name one event is offered at
/// a time, so that events are taken in their order whatever becomes of the offer; how many were taken says which. Pure, and not
/// safe for threads.
/// </summary>
internal sealed class EventMailbox
{
    private readonly Dictionary<string, NamedEvents> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<OperationId, Wait> _waits = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    // There may be very many names: those of which an event may be offered now, and those of which one is.
    private readonly HashSet<NamedEvents> _changed = [];
    private readonly HashSet<NamedEvents> _offered = [];
    private HashSet<OperationId>? _endedContexts;
    private int _offers;

    /// <summary>How many events no code has taken.</summary>
    public int UnreadCount { get; private set; }

    /// <summary>How many bytes of UTF-8 their values have.</summary>
    public long UnreadBytes { get; private set; }

    /// <summary>The events that no code has taken, those of one name in their order.</summary>
    public IEnumerable<RaisedEvent> Unread => _byName.Values.SelectMany(static named => named.Unread);

    /// <summary>Whether an event of that id was raised, also when it was taken since.</summary>
    public bool Knows(string id) => _ids.Contains(id);

    /// <summary>Takes note of an id alone: its event was taken.</summary>
    public void Remember(string id) => _ids.Add(id);

    /// <summary>An event was raised.</summary>
    public void Add(RaisedEvent raised)
    {
        var named = Of(raised.Name);
        named.Unread.Enqueue(raised);
        _changed.Add(named);
        UnreadCount++;
        UnreadBytes += BytesOf(raised);
        if (raised.Id is { } id)
        {
            _ids.Add(id);
        }
    }

    /// <summary>Code waits for an event. The waits of a name are opened in the order in which they were started.</summary>
    /// <param name="id">The operation.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="due">When the wait times out, in milliseconds since 1970; null when it does not.</param>
    public void Open(OperationId id, string name, long? due)
    {
        var named = Of(name);
        var wait = new Wait(id, named, due);
        named.Waits.AddLast(wait.Place);
        _waits[id] = wait;
        _changed.Add(named);
    }

    /// <summary>A wait has timed out.</summary>
    public void Close(OperationId id)
    {
        if (_waits.TryGetValue(id, out var wait))
        {
            Remove(wait);
        }
    }

    /// <summary>A context has ended, and all waits below it. What one of them was offered and has not taken is there for the next one.</summary>
    public void CloseBelow(OperationId context)
    {
        if (_waits.Count == 0)
        {
            return;
        }

        // The others are dropped when they would be next.
        (_endedContexts ??= []).Add(context);
        foreach (var named in _offered.Where(named => named.Offered!.Id.IsBelow(context)).ToList())
        {
            Remove(named.Offered!);
        }
    }

    /// <summary>A wait takes the event that it was offered. Does nothing for a wait that is not open.</summary>
    public void Take(OperationId id)
    {
        if (TryTakeEvent(id, out var wait))
        {
            Remove(wait);
        }
    }

    /// <summary>A wait cannot read the event that it was offered, and stays open. Does nothing for a wait that is not open.</summary>
    public void SetAside(OperationId id) => TryTakeEvent(id, out _);

    /// <summary>Whether an event is there for an open wait, so that its time is not up any more.</summary>
    public bool Holds(OperationId id) => _waits.TryGetValue(id, out var wait) && Pairs(wait.Named).TakeWhile(static pair => pair.Event is not null).Any(pair => pair.Wait == wait);

    /// <summary>What is offered to waits from now on: at most one event of each name, and none while one is offered.</summary>
    public List<(OperationId Wait, RaisedEvent Event, int Offer)> TakeOffers()
    {
        List<(OperationId, RaisedEvent, int)> offers = [];
        foreach (var named in _changed.Where(static named => named.Offered is null))
        {
            if (Pairs(named).FirstOrDefault() is { Wait: { } wait, Event: { } first })
            {
                named.Offered = wait;
                _offered.Add(named);
                offers.Add((wait.Id, first, ++_offers));
            }
        }

        _changed.Clear();
        return offers;
    }

    /// <summary>The wait that gets the next event of a name; null when there is none.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="at">When it is raised, in milliseconds since 1970.</param>
    public OperationId? NextWait(string name, long at) => _byName.TryGetValue(name, out var named)
        ? Pairs(named).FirstOrDefault(pair => pair.Event is null && !(pair.Wait.Due <= at)).Wait?.Id
        : null;

    /// <summary>How many bytes of UTF-8 the value of an event has.</summary>
    public static int BytesOf(RaisedEvent raised) => raised.Payload is null ? 0 : Encoding.UTF8.GetByteCount(raised.Payload);

    private NamedEvents Of(string name)
    {
        if (!_byName.TryGetValue(name, out var named))
        {
            _byName.Add(name, named = new NamedEvents());
        }

        return named;
    }

    /// <summary>
    /// The open waits of a name in their order, each with the event that it gets; null when there is none for it. A wait whose
    /// time was up when an event came has no right to that, and is left out.
    /// </summary>
    private IEnumerable<(Wait Wait, RaisedEvent? Event)> Pairs(NamedEvents named)
    {
        DropClosed(named);
        using var unread = named.Unread.GetEnumerator();
        var next = unread.MoveNext() ? unread.Current : null;
        foreach (var wait in named.Waits.Where(IsOpen))
        {
            if (next is null)
            {
                yield return (wait, null);
            }
            else if (!(wait.Due <= next.At))
            {
                yield return (wait, next);
                next = unread.MoveNext() ? unread.Current : null;
            }
        }
    }

    private void DropClosed(NamedEvents named)
    {
        while (named.Waits.First is { Value: var first } && !IsOpen(first))
        {
            Remove(first);
        }
    }

    private bool IsOpen(Wait wait)
    {
        for (var above = wait.Id.Outer; above is not null && _endedContexts is not null; above = above.Outer)
        {
            if (_endedContexts.Contains(above))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryTakeEvent(OperationId id, [NotNullWhen(true)] out Wait? wait)
    {
        if (!_waits.TryGetValue(id, out wait) || !wait.Named.Unread.TryDequeue(out var taken))
        {
            return false;
        }

        UnreadCount--;
        UnreadBytes -= BytesOf(taken);
        EndOffer(wait.Named);
        return true;
    }

    private void Remove(Wait wait)
    {
        _waits.Remove(wait.Id);
        wait.Named.Waits.Remove(wait.Place);
        if (wait.Named.Offered == wait)
        {
            EndOffer(wait.Named);
        }

        if (_waits.Count == 0)
        {
            _endedContexts = null;
        }
    }

    private void EndOffer(NamedEvents named)
    {
        named.Offered = null;
        _offered.Remove(named);
        _changed.Add(named);
    }

    private sealed class Wait
    {
        public Wait(OperationId id, NamedEvents named, long? due)
        {
            (Id, Named, Due) = (id, named, due);
            Place = new LinkedListNode<Wait>(this);
        }

        public OperationId Id { get; }

        public NamedEvents Named { get; }

        public long? Due { get; }

        public LinkedListNode<Wait> Place { get; }
    }

    private sealed class NamedEvents
    {
        public Queue<RaisedEvent> Unread { get; } = new();

        /// <summary>In the order in which they were started.</summary>
        public LinkedList<Wait> Waits { get; } = new();

        /// <summary>The wait to which the first event is offered; null for none.</summary>
        public Wait? Offered { get; set; }
    }
}
