using DurableParallel.Engine.Journal.Log;
using DurableParallel.Records;

namespace DurableParallel.Engine.Operations;

/// <summary>
/// The events on record of an execution, and how many of each name were taken or set aside: always the first ones. What a retry
/// forgets of the operations that took them gives none back.
/// </summary>
internal sealed class RecordedEvents
{
    private readonly List<int> _offsets = [];
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);

    /// <summary>An event was raised.</summary>
    /// <param name="offset">Where its record is.</param>
    public void Add(int offset) => _offsets.Add(offset);

    /// <summary>The first event of a name that is left was taken or set aside.</summary>
    public void OnTaken(string name) => _taken[name] = _taken.GetValueOrDefault(name) + 1;

    /// <summary>A mailbox with the events that are left, and without waits.</summary>
    /// <param name="records">The records of the execution.</param>
    /// <param name="createdAt">When it was created, in milliseconds since 1970.</param>
    public EventMailbox ToMailbox(ReadOnlySpan<byte> records, long createdAt)
    {
        var mailbox = new EventMailbox();
        var left = new Dictionary<string, int>(_taken, StringComparer.Ordinal);
        foreach (var offset in _offsets)
        {
            var raised = RaisedRecord.Read(RecordSequence.At(records, offset), createdAt);
            if (left.GetValueOrDefault(raised.Name) is > 0 and var taken)
            {
                left[raised.Name] = taken - 1;
                if (raised.Id is { } id)
                {
                    mailbox.Remember(id);
                }
            }
            else
            {
                mailbox.Add(raised);
            }
        }

        return mailbox;
    }
}
