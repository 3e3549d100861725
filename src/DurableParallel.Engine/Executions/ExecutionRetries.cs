using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Logging;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Engine.Serving;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;

namespace DurableParallel.Engine.Executions;

/// <summary>Lets executions that ended badly go on: what has succeeded is kept, and <see cref="RetryPlan"/> says what runs anew.</summary>
/// <param name="executions">All executions.</param>
/// <param name="ends">Lets their time run again.</param>
/// <param name="log">Says that they go on.</param>
/// <param name="clock">When they do.</param>
/// <param name="life">Whether any may.</param>
internal sealed class ExecutionRetries(ExecutionTable executions, ExecutionEnds ends, ExecutionLog log, EngineClock clock, EngineLife life)
{
    /// <summary>Whether an execution that stands there can be retried.</summary>
    public static bool MayFollow(ExecutionStatus status) => status is ExecutionStatus.Failed or ExecutionStatus.TimedOut or ExecutionStatus.Stopped;

    /// <summary>Lets an execution go on, after those of its invokes that run anew. Completes when that is durable.</summary>
    /// <exception cref="ExecutionNotRetriedException">It has not ended badly, or its records do not fit into memory.</exception>
    /// <exception cref="ExecutionNotFoundException">It was purged.</exception>
    /// <exception cref="JournalDamagedException">Its records cannot be read.</exception>
    public async Task RetryAsync(Execution execution)
    {
        var records = Check(execution, out var underWay);
        if (underWay is not null)
        {
            await underWay.ConfigureAwait(false);
            return;
        }

        // An invoke takes the end of its execution as soon as it begins again, so that goes on first.
        foreach (var invoke in Plan(execution, records, at: 0).Invokes)
        {
            if (FindInvoked(execution, invoke) is { } invoked)
            {
                await RetryAsync(invoked).ConfigureAwait(false);
            }
        }

        await Append(execution).ConfigureAwait(false);
    }

    /// <summary>That an execution goes on is durable.</summary>
    public void OnRetried(Execution execution)
    {
        TaskCompletionSource<bool>? goingOn;
        lock (execution.Gate)
        {
            (goingOn, execution.Work.GoingOn) = (execution.Work.GoingOn, null);
            Reopen(execution, clock.Now());
            ends.ArmDeadline(execution);
            execution.Wake();
        }

        executions.OnChanged(execution);
        log.Retried(execution);
        goingOn?.TrySetResult(true);
    }

    /// <summary>An execution that had ended goes on from now on, and its time begins anew. The caller holds the gate, or is alone with it.</summary>
    /// <param name="execution">The execution.</param>
    /// <param name="at">When it was retried, in milliseconds since 1970.</param>
    public static void Reopen(Execution execution, long at)
    {
        execution.State.Reopen();
        execution.Between = new BetweenTurns(due: null);
        if (execution.Terms is { } terms && (terms.TimeoutMilliseconds > 0 || terms.IsLimited))
        {
            execution.ChangeTerms(terms with
            {
                RetriedAt = terms.TimeoutMilliseconds > 0 ? at : null,
                BeganAt = terms.IsLimited ? null : terms.BeganAt,
            });
        }

        // Its cleanup has failed, and goes on.
        if (execution.Terms is { Cancel: { } cancel } canceled)
        {
            execution.ChangeTerms(canceled with { Cancel = cancel with { At = at } });
        }
    }

    // A retry that is under way already is waited for, instead of another one.
    private byte[] Check(Execution execution, out Task? underWay)
    {
        lock (execution.Gate)
        {
            if (WhyNot(execution) is { } refused)
            {
                throw refused;
            }

            underWay = execution.WorkOrNull?.GoingOn?.Task;
            return underWay is null ? execution.ReadRecords() : [];
        }
    }

    private Task<bool> Append(Execution execution)
    {
        lock (execution.Gate)
        {
            if (WhyNot(execution) is { } refused)
            {
                throw refused;
            }

            if (execution.Work.GoingOn is { } underWay)
            {
                return underWay.Task;
            }

            var now = clock.Now();
            var buffer = RecordBuffer.Scratch();
            Plan(execution, execution.ReadRecords(), now - execution.CreatedAt).Record.Write(buffer);
            var goingOn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            execution.Work.GoingOn = goingOn;
            if (!execution.AppendOrThrow(buffer.Written, waiter: null, now, Execution.RetriedTag))
            {
                execution.Work.GoingOn = null;
                throw life.Gone ?? new EngineStoppedException("The engine was stopped and lets no executions go on any more.");
            }

            return goingOn.Task;
        }
    }

    private static (RetriedRecord Record, IReadOnlyList<OperationId> Invokes) Plan(Execution execution, byte[] records, long at)
    {
        var history = RecordedHistory.Read(records);
        return execution.IsServed ? ServedOperations.Load(records).PlanRetry(history.Ended?.Error, at) : history.PlanRetry(at);
    }

    private Exception? WhyNot(Execution execution) => this switch
    {
        _ when life.Gone is { } gone => gone,
        _ when execution.State.IsPurged => ExecutionNotFoundException.Purged(execution.Name),
        _ when execution.Phase != ExecutionPhase.Ended || !MayFollow(execution.Status) => ExecutionNotRetriedException.ByStatus(execution.Name, execution.Status),
        _ when execution.IsNotHeld => ExecutionNotRetriedException.TooLarge(execution.Name),
        _ => null,
    };

    // What has succeeded meanwhile, goes on already, or is gone is taken up as it is.
    private Execution? FindInvoked(Execution parent, OperationId invoke) =>
        executions.FindLatest(InvokedName.Of(parent.Name, invoke)) is { } invoked
        && InvokedExecutions.IsInvokedBy(invoked, parent, invoke)
        && MayFollow(invoked.Status)
            ? invoked
            : null;
}
