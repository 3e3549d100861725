using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Logging;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Running;

namespace DurableParallel.Engine.Executions;

/// <summary>Takes executions out of work until a person acts or their function is registered, and lets them go on then.</summary>
internal sealed class ExecutionBlocks(FunctionRegistry functions, ExecutionLog log, EngineClock clock, DueQueue due, EngineLife life)
{
    /// <summary>Why an execution is blocked; null when it is not.</summary>
    public static BlockedExecution? Describe(Execution execution)
    {
        lock (execution.Gate)
        {
            return execution.Phase == ExecutionPhase.Blocked ? execution.BlockedBy?.Describe(execution) : null;
        }
    }

    /// <summary>Takes an execution out of work, and says so. Never under its gate, as a logger is the user's code.</summary>
    public void Block(Execution execution, BlockedReason reason, string? message, Exception? cause = null, bool isDurable = false)
    {
        BlockNotice? notice;
        lock (execution.Gate)
        {
            notice = BlockGated(execution, reason, message, cause, isDurable);
        }

        Announce(execution, notice);
    }

    /// <summary>Takes an execution out of work until its function is registered.</summary>
    public void BlockMissing(Execution execution)
    {
        Block(execution, BlockedReason.MissingVersion, message: null);
        functions.Missing.OnMissing(execution);

        // It may have been registered since it was found missing, when there was nothing blocked yet to go on.
        if (functions.Has(execution))
        {
            functions.Missing.OnRegistered(execution.FunctionName, execution.Version);
            OnRegistered(execution);
        }
    }

    /// <summary>
    /// Takes an execution out of work if memory does not hold its records; that is not recorded, so that it goes on by itself
    /// where they fit. The caller holds the gate, and announces what is returned outside of it; null when it was not blocked.
    /// </summary>
    public BlockNotice? BlockIfNotHeld(Execution execution)
    {
        if (!execution.IsNotHeld || execution.State.IsOver)
        {
            return null;
        }

        var turn = execution.Turn;
        var notice = BlockGated(
            execution,
            BlockedReason.TooLarge,
            $"The records of the execution '{execution.Name}' do not fit into the memory of this process. All of them are kept, and it goes on when a process "
            + "where they fit opens the journal. Give the process more memory, or stop the execution.");
        if (turn is not null)
        {
            // The journal's writer is on its way through a commit.
            ThreadPool.UnsafeQueueUserWorkItem(
                static state => state.Turn.Abort(state.Cause),
                (Turn: turn, Cause: (Exception)execution.BlockedBy!.ExceptionFor(execution)),
                preferLocal: false);
        }

        return notice;
    }

    /// <summary>Says what there is to say of a block, outside of the gate.</summary>
    public void Announce(Execution execution, BlockNotice? notice)
    {
        if (notice is null)
        {
            return;
        }

        if (notice.Reason != BlockedReason.MissingVersion)
        {
            log.Blocked(execution, notice.Reason, notice.Message!, notice.Cause);
        }

        notice.Ended?.TryFail(notice.Exception!);
    }

    /// <summary>Lets a blocked execution go on; the task completes when that is durable, with false when it is not blocked.</summary>
    public Task<bool> UnblockAsync(Execution execution)
    {
        lock (execution.Gate)
        {
            if (life.Gone is { } gone)
            {
                return Task.FromException<bool>(gone);
            }

            if (execution.Phase != ExecutionPhase.Blocked)
            {
                return Task.FromResult(false);
            }

            if (execution.IsNotHeld)
            {
                return Task.FromException<bool>(execution.BlockedBy!.ExceptionFor(execution));
            }

            if (execution.Work.GoingOn is not { } unblocked)
            {
                var now = clock.Now();
                var buffer = RecordBuffer.Scratch();
                RecordCodec.WriteMark(buffer, RecordKind.Unblocked, now - execution.CreatedAt);
                unblocked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
                execution.AppendOrThrow(buffer.Written, waiter: null, now, Execution.UnblockedTag);
                execution.Work.GoingOn = unblocked;
            }

            return unblocked.Task;
        }
    }

    /// <summary>That an execution is unblocked is durable.</summary>
    public static void OnUnblocked(Execution execution)
    {
        TaskCompletionSource<bool>? unblocked;
        lock (execution.Gate)
        {
            (unblocked, execution.Work.GoingOn) = (execution.Work.GoingOn, null);
            execution.State.Begun = 0;
            if (execution.Phase == ExecutionPhase.Blocked)
            {
                GoOn(execution);
            }
        }

        unblocked?.TrySetResult(true);
    }

    /// <summary>A missing function was registered.</summary>
    public static void OnRegistered(Execution execution)
    {
        lock (execution.Gate)
        {
            if (execution is { Phase: ExecutionPhase.Blocked, BlockedBy.IsStuck: false })
            {
                GoOn(execution);
            }
        }
    }

    // The caller holds the gate, and announces what is returned outside of it.
    private BlockNotice? BlockGated(Execution execution, BlockedReason reason, string? message, Exception? cause = null, bool isDurable = false)
    {
        if (execution.State.IsOver)
        {
            return null;
        }

        var now = clock.Now();
        var work = execution.Work;
        var block = message is null ? ExecutionBlock.Missing : new ExecutionBlock(new BlockedRecord(now - execution.CreatedAt, reason, message), cause);
        execution.State.Block();
        work.Block = block;
        work.Turn?.Close();
        work.Turn = null;
        execution.LookAgain();
        due.Disarm(execution);
        if (isDurable)
        {
            var buffer = RecordBuffer.Scratch();
            block.Write(buffer);
            execution.Append(buffer.Written, waiter: null, now, tag: 0);
        }

        // The reason is read here: unblocking the execution clears it.
        TaskCompletionSource<EndedRecord?>? ended = null;
        if (block.IsStuck)
        {
            (ended, work.EndAwaited) = (work.EndAwaited, null);
        }

        return new BlockNotice(reason, message, cause, ended, ended is null ? null : block.ExceptionFor(execution));
    }

    private static void GoOn(Execution execution)
    {
        execution.Work.Block = null;
        execution.State.Unblock();
        execution.Wake();
    }
}
