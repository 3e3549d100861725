using DurableParallel.Engine.Scheduling;
using DurableParallel.Records;

namespace DurableParallel.Engine.Serving;

/// <summary>An operation of a served execution in memory. Its position is where the engine has put it: below its parent, in the order of first mentions. Guarded by the execution.</summary>
internal sealed class ServedOperation(string wireId, int ordinal, ServedOperation? parent, OperationId id, OperationRecord record)
    : OperationEntry<ServedOperation>(id, ordinal, parent, record)
{
    private DateTimeOffset? _recordedDue;
    private long _due;

    /// <summary>The id as the function process gave it.</summary>
    public string WireId => wireId;

    /// <summary>When it was recorded last, in milliseconds since 1970.</summary>
    public long RecordedAt { get; set; }

    /// <summary>Of an invoke, the input.</summary>
    public string? Input { get; set; }

    /// <summary>How many operations were put below it.</summary>
    public int Children { get; set; }

    /// <summary>When it is due by the engine's running time; null when it waits for no time.</summary>
    public long? DueBy(EngineClock clock)
    {
        if (Record.DueTimestamp is not { } recorded)
        {
            return null;
        }

        if (recorded != _recordedDue)
        {
            _recordedDue = recorded;
            _due = clock.DueOf(recorded.ToUnixTimeMilliseconds());
        }

        return _due;
    }

    /// <summary>It is due now.</summary>
    public void EndDelay(EngineClock clock) => (_recordedDue, _due) = (Record.DueTimestamp, clock.Running());

    /// <summary>Whether it stands where only the host puts it.</summary>
    public bool IsChangedByHost => OperationRules.IsPutByHost(Record.Type, Record.Status);
}
