using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;

namespace DurableParallel.Engine.Executions;

/// <summary>
/// What an <see cref="Execution"/> has only while something is going on with it: it runs, somebody waits for it, or
/// records of it are in the log. Very many executions are at rest and have none. Guarded by the execution.
/// </summary>
internal sealed class ExecutionWork(long movedThrough)
{
    public ExecutionTurn? Turn;
    public RecordStore Records;
    public TaskCompletionSource<ExecutionHandle>? Creation;
    public TaskCompletionSource<EndedRecord?>? EndAwaited;
    public EndedRecord? Ending;
    public ExecutionBlock? Block;
    public TaskCompletionSource<bool>? Unblocked;
    public List<OperationId>? Untold;
    public PendingSignals? Signals;
    public ExecutionDeadline? Deadline;
    public long PinnedRow;
    public long MovedThrough = movedThrough;
    public int InFlight;
    public long InFlightBytes;
    public bool IsTooLarge;
    public bool IsDraining;
    public bool NeedsBegunMark;

    /// <summary>Whether nothing of it is needed, given that every record up to that row of the log is in the execution's row.</summary>
    public bool IsOver(long lastRow) =>
        Turn is null
        && Records.Length == 0
        && Creation is null
        && EndAwaited is null
        && Ending is null
        && Block is null
        && Unblocked is null
        && Untold is null
        && Signals is not { IsEmpty: false }
        && Deadline is null
        && PinnedRow == 0
        && MovedThrough >= lastRow
        && InFlight == 0
        && !IsDraining
        && !IsTooLarge
        && !NeedsBegunMark;
}
