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
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
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
        Of(raised.Name).Unread.Enqueue(raised);
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
    public void Open(OperationId id, string name, long? due) => Of(name).Waits.Add(new Wait(id, due));

    /// <summary>A wait has timed out.</summary>
    public void Close(OperationId id) => Close(wait => wait.Id.Equals(id));

    /// <summary>A context has ended, and all waits below it.</summary>
    public void CloseBelow(OperationId context) => Close(wait => wait.Id.IsBelow(context));

    /// <summary>A wait takes the event that it was offered. Does nothing for a wait that is not open.</summary>
    public void Take(OperationId id)
    {
        if (TakeEvent(id) is { } named)
        {
            named.Waits.RemoveAll(wait => wait.Id.Equals(id));
        }
    }

    /// <summary>A wait cannot read the event that it was offered, and stays open. Does nothing for a wait that is not open.</summary>
    public void SetAside(OperationId id) => TakeEvent(id);

    /// <summary>Whether an event is there for an open wait, so that its time is not up any more.</summary>
    public bool Holds(OperationId id) => Find(id) is var (named, wait) && named.Pairs().Any(pair => pair.Wait == wait);

    /// <summary>What is offered to waits from now on: at most one event of each name, and none while one is offered.</summary>
    public List<(OperationId Wait, RaisedEvent Event, int Offer)> TakeOffers()
    {
        List<(OperationId, RaisedEvent, int)> offers = [];
        foreach (var named in _byName.Values)
        {
            if (named.Offered is null && named.Pairs().FirstOrDefault() is { Wait: { } wait, Event: { } first })
            {
                named.Offered = wait;
                offers.Add((wait.Id, first, ++_offers));
            }
        }

        return offers;
    }

    /// <summary>The wait that gets the next event of a name; null when there is none.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="at">When it is raised, in milliseconds since 1970.</param>
    public OperationId? NextWait(string name, long at)
    {
        if (!_byName.TryGetValue(name, out var named))
        {
            return null;
        }

        var answered = named.Pairs().Select(static pair => pair.Wait).ToHashSet();
        return named.Waits.FirstOrDefault(wait => !answered.Contains(wait) && !(wait.Due <= at))?.Id;
    }

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

    private (NamedEvents Named, Wait Wait)? Find(OperationId id)
    {
        foreach (var named in _byName.Values)
        {
            if (named.Waits.Find(wait => wait.Id.Equals(id)) is { } wait)
            {
                return (named, wait);
            }
        }

        return null;
    }

    private NamedEvents? TakeEvent(OperationId id)
    {
        if (Find(id) is not var (named, _) || !named.Unread.TryDequeue(out var taken))
        {
            return null;
        }

        UnreadCount--;
        UnreadBytes -= BytesOf(taken);
        named.Offered = null;
        return named;
    }

    private void Close(Predicate<Wait> isMeant)
    {
        foreach (var named in _byName.Values.Where(static named => named.Waits.Count > 0))
        {
            named.Waits.RemoveAll(isMeant);

            // What it was offered and has not taken is there for the next one.
            if (named.Offered is { } offered && isMeant(offered))
            {
                named.Offered = null;
            }
        }
    }

    private sealed record Wait(OperationId Id, long? Due);

    private sealed class NamedEvents
    {
        public Queue<RaisedEvent> Unread { get; } = new();

        /// <summary>In the order in which they were started.</summary>
        public List<Wait> Waits { get; } = [];

        /// <summary>The wait to which the first event is offered; null for none.</summary>
        public Wait? Offered { get; set; }

        // A wait whose time was up when an event came has no right to it.
        public IEnumerable<(Wait Wait, RaisedEvent Event)> Pairs()
        {
            using var unread = Unread.GetEnumerator();
            var hasEvent = unread.MoveNext();
            foreach (var wait in Waits)
            {
                if (!hasEvent)
                {
                    yield break;
                }

                if (!(wait.Due <= unread.Current.At))
                {
                    yield return (wait, unread.Current);
                    hasEvent = unread.MoveNext();
                }
            }
        }
    }
}
