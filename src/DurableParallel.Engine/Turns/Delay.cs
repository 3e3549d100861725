using DurableParallel.Engine.Journal.Log;
using DurableParallel.Records;

namespace DurableParallel.Engine.Turns;

/// <summary>A wait that is not over, a callback with a limit, or a step whose next attempt is not due.</summary>
/// <param name="Id">The operation.</param>
/// <param name="Record">What is on record of it.</param>
/// <param name="Due">When: as on record, or by the engine's running time once it is one of an execution in memory.</param>
internal sealed record Delay(OperationId Id, OperationRecord Record, long Due)
{
    /// <summary>Whether the next attempt of a step is due then; all else ends, which is recorded.</summary>
    public bool IsRetry => Record.Type == OperationType.Step;

    /// <summary>When it was recorded, in milliseconds since 1970; of one that is taken up from the records.</summary>
    public long RecordedAt { get; init; }

    /// <summary>Whether what it was for has come before, or another delay is in its place.</summary>
    public bool IsVoid { get; set; }

    /// <summary>The operation's ordinal, while its record is on its way to the journal. The queue's own note.</summary>
    public int Ordinal { get; set; }

    /// <summary>The next one whose record is on its way. The queue's own note.</summary>
    public Delay? NextUnacknowledged { get; set; }

    /// <summary>The record of the end.</summary>
    /// <param name="at">Milliseconds since the execution was created.</param>
    public OperationChange EndAt(long at) => new()
    {
        Ordinal = Id.HostKey,
        Action = OperationRules.EndingIn(OperationRules.StatusWhenDue(Record)),
        At = at,
        Error = OperationRules.ErrorWhenDue(Record),
    };

    /// <summary>What is on record of it once it is due.</summary>
    /// <param name="at">When it ends; not needed of a step, which goes on.</param>
    public OperationRecord After(DateTimeOffset at = default) => OperationRules.AfterDue(Record, at);
}
