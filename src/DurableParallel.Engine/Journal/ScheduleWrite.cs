using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Journal.Rows;
using DurableParallel.Running;

namespace DurableParallel.Engine.Journal;

/// <summary>
/// What is on record of a schedule, written or deleted with one commit. It stands among the rows of executions under a number below
/// 0, with terms that no earlier version reads, so that those refuse the journal.
/// </summary>
/// <param name="Number">The schedule's number, below 0.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">The bytes of its state; null deletes it.</param>
internal sealed record ScheduleWrite(long Number, string Name, byte[]? State) : ICommitJob
{
    private static readonly ExecutionTerms Mark = new() { Run = new RunTerms(0, 1) };
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when it is durable; faults when the engine is gone before.</summary>
    public Task Done => _done.Task;

    public void Write(IJournalStore store, long logHead)
    {
        if (State is null)
        {
            store.DeleteRow(Number);
            return;
        }

        store.PutRow(new ExecutionRow
        {
            Number = Number,
            Name = Name,
            FunctionName = "",
            Version = 0,
            Status = ExecutionStatus.Running,
            StartedAt = 0,
            Through = 0,
            Terms = Mark,
            Records = State,
        });
    }

    public void Tell(IJournalStore store, LogPins pins, List<IRecordOwner> movedNext) => _done.TrySetResult();

    public void Fail(Exception fault) => _done.TryFail(fault);
}
