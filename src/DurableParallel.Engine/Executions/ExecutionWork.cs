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
    public LoggedRecords Records = new(movedThrough);
    public TaskCompletionSource<ExecutionHandle>? Creation;
    public TaskCompletionSource<EndedRecord?>? EndAwaited;
    public EndedRecord? Ending;
    public ExecutionBlock? Block;
    public TaskCompletionSource<bool>? GoingOn;
    public List<OperationId>? Untold;
    public PendingSignals? Signals;
    public ExecutionDeadline? Deadline;
    public bool IsDraining;
    public bool NeedsBegunMark;

    /// <summary>Whether nothing of it is needed, given the last row of the log that has a record of the execution.</summary>
    public bool IsOver(long lastRow) =>
        Turn is null
        && Records.AreOver(lastRow)
        && Creation is null
        && EndAwaited is null
        && Ending is null
        && Block is null
        && GoingOn is null
        && Untold is null
        && Signals is not { IsEmpty: false }
        && Deadline is null
        && !IsDraining
        && !NeedsBegunMark;
}
