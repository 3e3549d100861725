namespace DurableParallel.Engine.History;

/// <summary>
/// The order of the events of a history. Records are in order, and so are their times unless the clock was set back between
/// two of them; only the start of a step's attempt, which is recorded with its end, belongs before what came meanwhile.
/// </summary>
internal static class HistoryOrder
{
    /// <param name="events">The events in the order of their records, the start of an attempt right before its end.</param>
    public static IEnumerable<HistoryEvent> Of(IReadOnlyList<HistoryEvent> events)
    {
        var keys = new DateTimeOffset[events.Count];
        var setBackBy = TimeSpan.Zero;
        var latest = DateTimeOffset.MinValue;
        for (var i = 0; i < events.Count; i++)
        {
            var isStartOfNext = IsStart(events, i);
            var key = (isStartOfNext ? events[i + 1] : events[i]).EventTimestamp + setBackBy;
            if (key < latest)
            {
                setBackBy += latest - key;
                key = latest;
            }

            latest = key;
            var own = events[i].EventTimestamp + setBackBy;
            keys[i] = own < key ? own : key;
        }

        return Enumerable.Range(0, events.Count).OrderBy(i => keys[i]).Select(i => events[i]);
    }

    private static bool IsStart(IReadOnlyList<HistoryEvent> events, int index) =>
        events[index].EventType == HistoryEventType.StepStarted && index + 1 < events.Count && events[index + 1].Id == events[index].Id;
}
