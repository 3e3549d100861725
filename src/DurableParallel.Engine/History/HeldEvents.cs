using DurableParallel.Engine.Journal.Log;

namespace DurableParallel.Engine.History;

/// <summary>Keeps the events of ends that are held out of a history until they take effect; see <see cref="HoldMark"/>.</summary>
internal sealed class HeldEvents(List<HistoryEvent> events)
{
    private readonly List<HistoryEvent> _held = [];

    /// <summary>A mark of an operation: its end, which was the last event, is held, or takes effect if it is held already.</summary>
    public void OnMark(string id, DateTimeOffset at)
    {
        if (_held.FindIndex(held => held.Id == id) is >= 0 and var index)
        {
            Add(_held[index], at);
            _held.RemoveAt(index);
        }
        else if (events[^1].Id == id)
        {
            _held.Add(events[^1]);
            events.RemoveAt(events.Count - 1);
        }
    }

    /// <summary>All that is held takes effect.</summary>
    public void Release(DateTimeOffset at)
    {
        foreach (var held in _held)
        {
            Add(held, at);
        }

        _held.Clear();
    }

    // Events are in the order of their times, and so it gets the time at which it takes effect.
    private void Add(HistoryEvent held, DateTimeOffset at) =>
        events.Add(held with { EventTimestamp = at > held.EventTimestamp ? at : held.EventTimestamp });
}
