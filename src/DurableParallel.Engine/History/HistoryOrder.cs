using System.Numerics;

namespace DurableParallel.Engine.History;

/// <summary>
/// The order of the events of a history. Records are in order, and so are their times unless the clock was set back between
/// two of them; only the start of a step's attempt, which is recorded with its end, belongs before what came meanwhile.
/// </summary>
internal static class HistoryOrder
{
    private const long ClockTicks = TimeSpan.TicksPerMillisecond;

    /// <param name="events">The events in the order of their records, the start of an attempt right before its end.</param>
    public static HistoryEvent[] Of(IReadOnlyList<HistoryEvent> events)
    {
        var keys = new long[events.Count];
        var setBackBy = 0L;
        var (earliest, latest) = (long.MaxValue, long.MinValue);
        for (var i = 0; i < keys.Length; i++)
        {
            var key = MillisecondOf(IsStart(events, i) ? events[i + 1] : events[i]) + setBackBy;
            if (key < latest)
            {
                setBackBy += latest - key;
                key = latest;
            }

            latest = key;
            keys[i] = Math.Min(MillisecondOf(events[i]) + setBackBy, key);
            earliest = Math.Min(earliest, keys[i]);
        }

        // Those of one millisecond stay in the order of their records: the place is the lower part of what is sorted.
        var bits = BitOperations.Log2((uint)keys.Length) + 1;
        if (keys.Length > 0 && (UInt128)(ulong)(latest - earliest) << bits > long.MaxValue)
        {
            return [.. Enumerable.Range(0, keys.Length).OrderBy(i => keys[i]).Select(i => events[i])];
        }

        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = ((keys[i] - earliest) << bits) | (long)i;
        }

        Array.Sort(keys);
        var ordered = new HistoryEvent[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            ordered[i] = events[(int)(keys[i] & ((1L << bits) - 1))];
        }

        return ordered;
    }

    // Events are recorded to the millisecond.
    private static long MillisecondOf(HistoryEvent e) => e.EventTimestamp.UtcTicks / ClockTicks;

    private static bool IsStart(IReadOnlyList<HistoryEvent> events, int index) =>
        events[index].EventType == HistoryEventType.StepStarted && index + 1 < events.Count && events[index + 1].Operation.Ordinal == events[index].Operation.Ordinal;
}
