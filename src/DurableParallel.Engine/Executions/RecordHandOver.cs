using DurableParallel.Engine.Turns;

namespace DurableParallel.Engine.Executions;

/// <summary>
/// What follows when a record of an execution cannot be handed to the journal. What is in memory of the execution is ahead of
/// its records then, and no later record may follow. For want of memory that is a matter of the execution: what runs of it is
/// dropped, it is blocked, and it goes on from its records. Anything else faults the engine.
/// </summary>
internal static class RecordHandOver
{
    /// <summary>A record of the execution could not be made or handed over. Safe under the lock of its invocation.</summary>
    public static void Fail(Execution execution, Exception fault)
    {
        try
        {
            if (fault is OutOfMemoryException)
            {
                ThreadPool.UnsafeQueueUserWorkItem(new Blocking(execution, CloseTurn(execution), fault), preferLocal: false);
                return;
            }
        }
        catch (OutOfMemoryException)
        {
            // Not even for that.
        }

        execution.Services.Journal.Fail(fault);
    }

    private static ExecutionTurn? CloseTurn(Execution execution)
    {
        lock (execution.Gate)
        {
            execution.Turn?.Close();
            return execution.Turn;
        }
    }

    // Under no lock: what found it may be in the middle of the invocation.
    private sealed class Blocking(Execution execution, ExecutionTurn? turn, Exception fault) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            // First, so that it is over when the execution can be unblocked.
            turn?.Abort(fault);

            // What it was blocked for before stays what it is blocked for.
            if (!IsBlocked())
            {
                execution.Block(BlockedReason.TooLarge, MissingMemory.MessageOf(execution.Name), fault);
            }
        }

        private bool IsBlocked()
        {
            lock (execution.Gate)
            {
                return execution.BlockedBy is not null;
            }
        }
    }
}
