using System.Globalization;
using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Logging;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Engine.Turns;
using DurableParallel.Errors;
using DurableParallel.Running;

namespace DurableParallel.Engine.Executions;

/// <summary>Ends executions, from inside or outside or because their time is up, and answers those who wait for an end.</summary>
internal sealed class ExecutionEnds(JournalWriter journal, ExecutionLog log, EngineClock clock, DueQueue due, EngineLife life, InvokedExecutions invokes, EndedHook? hook)
{
    /// <summary>The error types of executions that did not end by themselves.</summary>
    public const string StoppedErrorType = "Execution.Stopped";

    public const string TimedOutErrorType = "Execution.TimedOut";

    private static readonly Task<EndedRecord?> AlreadyEnded = Task.FromResult<EndedRecord?>(null);

    /// <summary>
    /// Completes when an execution has ended and that is durable, with the record of that if it is at hand; see
    /// <see cref="ReadEnd"/>. Faults when it is blocked or the engine is gone before.
    /// </summary>
    public Task<EndedRecord?> EndedAsync(Execution execution)
    {
        lock (execution.Gate)
        {
            if (execution.Phase == ExecutionPhase.Ended)
            {
                return AlreadyEnded;
            }

            if (life.Gone is { } gone)
            {
                return Task.FromException<EndedRecord?>(gone);
            }

            if (execution is { Phase: ExecutionPhase.Blocked, BlockedBy: { IsStuck: true } block })
            {
                return Task.FromException<EndedRecord?>(block.ExceptionFor(execution));
            }

            execution.Work.EndAwaited ??= new TaskCompletionSource<EndedRecord?>(TaskCreationOptions.RunContinuationsAsynchronously);
            return execution.Work.EndAwaited.Task;
        }
    }

    /// <summary>Ends an execution, unless something else did before. Returns its turn, to be aborted.</summary>
    public ExecutionTurn? End(Execution execution, ExecutionStatus status, string? payload, DurableError? error)
    {
        lock (execution.Gate)
        {
            var turn = execution.Turn;
            if (!TryBeginEnd(execution, status, out var ended, out var now))
            {
                return null;
            }

            ended = ended with { Payload = payload, Error = error };
            var buffer = RecordBuffer.Scratch();
            RecordCodec.WriteEnded(buffer, ended);
            var waiter = execution.Terms?.Invoker is { } invoker ? new InvokedEnd(invokes, invoker, ended) : null;
            if (execution.Append(buffer.Written, waiter, now, Execution.EndedTag))
            {
                OnEnding(execution, ended, now);
            }

            return turn;
        }
    }

    /// <summary>Closes the turn of an execution that is to end now. False when it has ended, or is not durable. Gated.</summary>
    public bool TryBeginEnd(Execution execution, ExecutionStatus status, out EndedRecord ended, out long now)
    {
        now = clock.Now();
        ended = new EndedRecord(now - execution.CreatedAt, status, Payload: null, Error: null);
        if (execution.State.IsOver || execution.Phase == ExecutionPhase.Creating)
        {
            return false;
        }

        execution.Turn?.Close();
        return true;
    }

    /// <summary>The last record of an execution is on its way. Gated.</summary>
    public void OnEnding(Execution execution, EndedRecord ended, long now)
    {
        execution.State.BeginEnd(now);
        execution.Work.Ending = ended;
        execution.Work.Block = null;
        due.Disarm(execution);
        DisarmDeadline(execution.Work);
    }

    /// <summary>Fails an execution whose records would have more bytes than one may have; see <see cref="IExecutionRecords.FailIfTooLarge"/>. Returns true.</summary>
    public bool FailAsTooLarge(Execution execution, long moreBytes)
    {
        var tooLarge = new ExecutionTooLargeException(execution.Name, execution.SubmittedLength, moreBytes, execution.Services.Turns.MaxRecordedBytes);
        if (End(execution, ExecutionStatus.Failed, payload: null, ErrorRecorder.FromException(tooLarge)) is { } turn)
        {
            // The caller may be in the middle of its invocation, under the lock of that.
            ThreadPool.UnsafeQueueUserWorkItem(static state => state.Turn.Abort(state.Cause), (Turn: turn, Cause: (Exception)tooLarge), preferLocal: false);
        }

        return true;
    }

    /// <summary>The end of an execution is durable.</summary>
    public void OnEnded(Execution execution)
    {
        TaskCompletionSource<EndedRecord?>? awaited;
        EndedRecord ended;
        lock (execution.Gate)
        {
            var work = execution.Work;
            (ended, work.Ending) = (work.Ending!, null);
            execution.State.End(ended.Status);
            work.Turn = null;
            execution.LookAgain();
            (awaited, work.EndAwaited) = (work.EndAwaited, null);
        }

        log.Ended(execution, ended);
        awaited?.TrySetResult(ended);
        if (ended.Status != ExecutionStatus.ContinuedAsNew)
        {
            hook?.Add(execution, ended);
        }

        journal.Move(execution, isUrgent: false);
    }

    /// <summary>Ends an execution as stopped unless it has ended. What runs of it has its token signalled, and nothing of it is recorded any more.</summary>
    public void Stop(Execution execution, DurableError error) =>
        Abort(execution, End(execution, ExecutionStatus.Stopped, payload: null, error), "stopped");

    /// <summary>The time of an execution is up.</summary>
    public void TimeOut(Execution execution)
    {
        if (execution.Terms is { Cancel: { } cancel } terms && !(DeadlineOf(execution, terms) < cancel.Deadline))
        {
            var late = new DurableError(
                ErrorTypes.CanceledExecution,
                string.Create(CultureInfo.InvariantCulture, $"The execution was canceled{(cancel.Reason is null ? "" : $": {cancel.Reason}")} (its cleanup had not ended after {Seconds(cancel.CleanupMilliseconds)} s)."));
            Abort(execution, End(execution, ExecutionStatus.Canceled, payload: null, late), "canceled");
            return;
        }

        var seconds = Seconds(execution.Terms?.TimeoutMilliseconds ?? 0);
        var error = new DurableError(TimedOutErrorType, string.Create(CultureInfo.InvariantCulture, $"The execution's time of {seconds} s was up."));
        Abort(execution, End(execution, ExecutionStatus.TimedOut, payload: null, error), "ended because its time was up");
    }

    /// <summary>Lets the time of an execution run, or that of its cleanup, if it has a limit. What is overdue ends at once, on another thread.</summary>
    public void ArmDeadline(Execution execution)
    {
        lock (execution.Gate)
        {
            if (execution.Terms is { } terms && !execution.State.IsOver && Earlier(DeadlineOf(execution, terms), terms.Cancel?.Deadline) is { } end)
            {
                due.Arm(execution.Work.Deadline ??= new ExecutionDeadline(execution, this), clock.DueOf(end));
            }
        }
    }

    // Its time runs from when it began, and anew from a retry.
    private long? DeadlineOf(Execution execution, ExecutionTerms terms) => terms is { TimeoutMilliseconds: > 0 and var timeout, IsHeld: false }
        ? Math.Min(Math.Max(terms.RetriedAt ?? 0, terms.BeganAt ?? execution.CreatedAt), clock.Now()) + timeout
        : null;

    private static double Seconds(long milliseconds) => TimeSpan.FromMilliseconds(milliseconds).TotalSeconds;

    private static long? Earlier(long? one, long? other) => one is null || other < one ? other : one;

    /// <summary>How an execution ended. Only of one that has.</summary>
    public static EndedRecord ReadEnd(Execution execution)
    {
        // It may go on meanwhile, and have records behind that of its end.
        ReadOnlySpan<byte> last = [];
        foreach (var record in new RecordSequence(execution.ReadRecords()))
        {
            last = RecordCodec.KindOf(record) == RecordKind.Ended ? record : last;
        }

        return RecordCodec.ReadEnded(last);
    }

    /// <summary>Cuts what runs of an execution, which goes on when the journal is opened again.</summary>
    public static void Cut(Execution execution, Exception fault)
    {
        ExecutionTurn? turn;
        lock (execution.Gate)
        {
            turn = execution.Turn;
        }

        turn?.Abort(fault);
    }

    /// <summary>The engine is gone: what waits for an execution, or comes to wait later, is not left waiting.</summary>
    public void FailWaiters(Execution execution, Exception fault)
    {
        ExecutionTurn? turn = null;
        lock (execution.Gate)
        {
            life.End(fault);
            if (execution.WorkOrNull is { } work)
            {
                turn = work.Turn;
                turn?.Abandon(fault);
                work.Creation?.TryFail(fault);
                work.EndAwaited?.TryFail(fault);
                work.GoingOn?.TryFail(fault);
                work.Signals?.Fail(fault);
            }
        }

        turn?.Abort(fault);
    }

    private void DisarmDeadline(ExecutionWork work)
    {
        if (work.Deadline is { } deadline)
        {
            due.Disarm(deadline);
            work.Deadline = null;
        }
    }

    private static void Abort(Execution execution, ExecutionTurn? turn, string how) =>
        turn?.Abort(new EngineStoppedException($"The execution '{execution.Name}' was {how}."));

    private sealed class InvokedEnd(InvokedExecutions invokes, Invoker invoker, EndedRecord ended) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp) => invokes.OnEnded(invoker, ended);
    }
}
