using DurableParallel.Engine.Journal.Log;
using DurableParallel.Records;

namespace DurableParallel.Engine.Turns;

/// <summary>The numbers that the records of an execution know its operations by: given with the first record of each. Guarded by the execution.</summary>
internal struct OperationOrdinals
{
    private RecordedHistory? _history;
    private int _last;

    /// <summary>Goes on behind what is on record.</summary>
    public void Load(RecordedHistory history)
    {
        _history = history;
        _last = history.LastOrdinal;
    }

    /// <summary>What the first record of an operation says of it; null when there is one already.</summary>
    /// <param name="update">What is about to be recorded.</param>
    /// <param name="recorder">Records the place of each context above that has no record yet.</param>
    /// <param name="now">The time of the records.</param>
    public OperationMention? Mention(in OperationUpdate update, TurnRecorder recorder, long now)
    {
        var id = update.Id;
        if (IsMentioned(id))
        {
            return null;
        }

        var parent = Ensure(id.Parent, recorder, now);
        var recordedParent = Ensure(update.ParentId, recorder, now);
        id.AttachHostKey(++_last);
        return new OperationMention(id.Number, parent, recordedParent, update.Type, update.SubType, update.Name);
    }

    /// <summary>The number of an operation, whose place is recorded if it has none yet; 0 for the function.</summary>
    /// <inheritdoc cref="Mention"/>
    public int Ensure(OperationId? id, TurnRecorder recorder, long now)
    {
        if (id is null)
        {
            return 0;
        }

        if (!IsMentioned(id))
        {
            var parent = Ensure(id.Parent, recorder, now);
            id.AttachHostKey(++_last);
            recorder.AppendPosition(id, parent, now);
        }

        return id.HostKey;
    }

    // An operation that an earlier run has mentioned has its number attached by the history.
    private readonly bool IsMentioned(OperationId id) => id.HostKey != 0 || _history?.OrdinalOf(id) > 0;
}
