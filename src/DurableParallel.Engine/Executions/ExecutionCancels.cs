using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Logging;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Errors;
using DurableParallel.Running;

namespace DurableParallel.Engine.Executions;

/// <summary>
/// Cancels executions: the request is durable first; then what has not ended of the execution ends as canceled in its next
/// turn, whose code cleans up.
/// </summary>
/// <param name="functions">How long the cleanup of their executions may take.</param>
/// <param name="ends">Ends those that take longer.</param>
/// <param name="log">Says that they are canceled.</param>
/// <param name="clock">When they are.</param>
/// <param name="life">Whether any may be.</param>
internal sealed class ExecutionCancels(FunctionRegistry functions, ExecutionEnds ends, ExecutionLog log, EngineClock clock, EngineLife life)
{
    /// <summary>The longest reason, in characters.</summary>
    public const int LongestReason = 1024;

    /// <exception cref="ArgumentException">The reason is empty or too long, or has half of a character.</exception>
    public static void CheckReason(string? reason, string parameter)
    {
        if (reason is not null && (reason.Length is 0 or > LongestReason || LoneSurrogates.IsIn(reason)))
        {
            throw new ArgumentException($"A reason has 1 to {LongestReason} whole characters; this one has {reason.Length}. Pass null for no reason.", parameter);
        }
    }

    /// <summary>Asks an execution to cancel, and completes when that is durable; at once when it was asked before, or has ended.</summary>
    /// <exception cref="FeatureNotSupportedException">Its function runs in another process.</exception>
    public async Task RequestAsync(Execution execution, string? reason)
    {
        if (execution.IsServed)
        {
            throw new FeatureNotSupportedException(
                nameof(ExecutionHandle.CancelAsync),
                $"the function of the execution '{execution.Name}' runs in another process, whose protocol",
                "knows no request to cancel",
                "Use StopAsync, which ends the execution without a cleanup, or complete a callback that its function waits for.");
        }

        // Before the gate: a registry takes a lock of its own.
        var cleanup = functions.Find(execution.FunctionName, execution.Version)?.Function.CleanupTimeoutMilliseconds ?? DurableFunctionOptions.DefaultCleanupMilliseconds;
        var durable = new Durable(this, execution);
        Task? ended = null;
        lock (execution.Gate)
        {
            if (life.Gone is { } gone)
            {
                throw gone;
            }

            if (execution.State.IsOver || execution.State.IsPurged || execution.Terms?.Cancel is { IsDurable: true })
            {
                return;
            }

            if (execution.Terms is { IsHeld: true })
            {
                // Nothing of it has begun, so there is nothing to clean up.
                ends.End(execution, ExecutionStatus.Canceled, payload: null, new RequestedCancel(reason).ToError());
                ended = ends.EndedAsync(execution);
            }
            else
            {
                Request(execution, new CancelTerms(clock.Now(), cleanup, reason) { IsDurable = false }, durable);
            }
        }

        await (ended ?? durable.Task).ConfigureAwait(false);
    }

    /// <summary>A request is on record. The caller holds the gate, or is alone with the execution.</summary>
    public static void Take(Execution execution, CancelRecord record)
    {
        if (execution.Terms?.Cancel is null)
        {
            var at = OperationStateMachine.Time(execution.CreatedAt, record.At).ToUnixTimeMilliseconds();
            execution.ChangeTerms((execution.Terms ?? new ExecutionTerms()) with { Cancel = new CancelTerms(at, record.CleanupMilliseconds, record.Reason) });
        }
    }

    // Once more, if the first is on its way: it is durable with this one, which says nothing new. Gated.
    private void Request(Execution execution, CancelTerms request, Durable durable)
    {
        var record = new CancelRecord(request.At - execution.CreatedAt, request.CleanupMilliseconds, request.Reason);
        var buffer = RecordBuffer.Scratch();
        record.Write(buffer);
        if (!execution.AppendOrThrow(buffer.Written, durable, request.At, tag: 0))
        {
            throw life.Gone ?? new EngineStoppedException("The engine was stopped and takes no requests any more.");
        }

        var terms = execution.Terms ?? new ExecutionTerms();
        if (terms.Cancel is null)
        {
            execution.ChangeTerms(terms with { Cancel = request });
            execution.Turn?.BeginRestart();
        }
    }

    private void OnDurable(Execution execution)
    {
        string? reason;
        lock (execution.Gate)
        {
            if (execution.State.IsOver || execution.Terms is not { Cancel: { IsDurable: false } cancel } terms)
            {
                return;
            }

            reason = cancel.Reason;
            execution.ChangeTerms(terms with { Cancel = cancel with { IsDurable = true } });
            ends.ArmDeadline(execution);
            execution.Wake();
        }

        log.CancelRequested(execution, reason);
    }

    // Faults with the engine: what waits for the journal is told by it, or by the end of the execution.
    private sealed class Durable(ExecutionCancels cancels, Execution execution) : ICheckpointWaiter
    {
        private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => Task.WhenAny(_source.Task, cancels.GoneAsync(execution)).Unwrap();

        public void OnAcknowledged(DateTimeOffset timestamp)
        {
            cancels.OnDurable(execution);
            _source.TrySetResult();
        }
    }

    private async Task GoneAsync(Execution execution)
    {
        try
        {
            await ends.EndedAsync(execution).ConfigureAwait(false);
        }
        catch (ExecutionBlockedException)
        {
            // It is asked all the same, and goes on with that once it is unblocked.
            await new TaskCompletionSource().Task.ConfigureAwait(false);
        }
    }
}
