using DurableParallel.Engine.Turns;
using DurableParallel.Running;

namespace DurableParallel.Engine.Executions;

/// <summary>
/// How a record of an execution is handed to the journal, and what follows when it cannot be. What is in memory of the
/// execution is ahead of its records then, and no later record may follow. For want of memory that is a matter of the
/// execution: what runs of it is dropped, it is blocked, and it goes on from its records. Anything else faults the engine.
/// </summary>
internal static class RecordHandOver
{
    /// <summary>Hands over a record. When there is no memory for it the execution is about to be blocked. The caller holds the execution's gate.</summary>
    public static bool Append(Execution execution, EngineServices services, ReadOnlySpan<byte> record, ICheckpointWaiter? waiter, long timestamp, int tag)
    {
        try
        {
            return AppendOrThrow(execution, services, record, waiter, timestamp, tag);
        }
        catch (OutOfMemoryException fault)
        {
            Fail(execution, services, fault);
            return false;
        }
    }

    /// <summary>As <see cref="Append"/>, for a caller that sees to what follows when there is no memory.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory for it, and nothing of it was taken.</exception>
    public static bool AppendOrThrow(Execution execution, EngineServices services, ReadOnlySpan<byte> record, ICheckpointWaiter? waiter, long timestamp, int tag)
    {
        // All that can fail comes before the record is taken, so that what is on its way is counted.
        _ = execution.Work;
        try
        {
            if (!services.Journal.Append(execution, record, waiter, timestamp, tag))
            {
                return false;
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            services.Journal.Fail(fault);
            return false;
        }

        execution.CountAppended(record.Length);
        return true;
    }

    /// <summary>As <see cref="Append"/>, for a caller that waits for the record.</summary>
    /// <exception cref="ExecutionBlockedException">There is no memory for it, and the execution is about to be blocked.</exception>
    public static void AppendOrRefuse(Execution execution, EngineServices services, ReadOnlySpan<byte> record, ICheckpointWaiter waiter, long timestamp, int tag)
    {
        try
        {
            AppendOrThrow(execution, services, record, waiter, timestamp, tag);
        }
        catch (OutOfMemoryException fault)
        {
            Fail(execution, services, fault);
            throw new ExecutionBlockedException(execution.Name, BlockedReason.TooLarge, MessageOf(execution), fault);
        }
    }

    /// <summary>A record of the execution could not be made or handed over. Safe under the lock of its invocation.</summary>
    public static void Fail(Execution execution, EngineServices services, Exception fault)
    {
        try
        {
            if (fault is OutOfMemoryException)
            {
                ThreadPool.UnsafeQueueUserWorkItem(new Blocking(execution, execution.CloseRun(), fault), preferLocal: false);
                return;
            }
        }
        catch (OutOfMemoryException)
        {
            // Not even for that.
        }

        services.Journal.Fail(fault);
    }

    private static string MessageOf(Execution execution) =>
        $"There was no memory in this process to record what the execution '{execution.Name}' did. All that was recorded before is kept, and it goes on "
        + "from there when it is unblocked, or when a process opens the journal. Give the process more memory.";

    // Under no lock: what found it may be in the middle of the invocation.
    private sealed class Blocking(Execution execution, LiveExecution? live, Exception fault) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            // First, so that it is over when the execution can be unblocked.
            live?.Abort(fault);

            // What it was blocked for before stays what it is blocked for.
            if (execution.Blocked is null)
            {
                execution.Block(BlockedReason.TooLarge, MessageOf(execution), fault);
            }
        }
    }
}
