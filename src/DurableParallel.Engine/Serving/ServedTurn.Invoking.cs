using System.Security.Cryptography;
using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Logging;
using DurableParallel.Engine.Turns;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Serving;

/// <content>From one invocation to the next.</content>
internal sealed partial class ServedTurn
{
    private const string PendingOnNothing = "Cannot return PENDING status with no pending operations.";

    private ILogger Logger => services.Loggers.Of(execution.FunctionName);

    /// <summary>An invocation has ended, well or not, and its result waits for room.</summary>
    public async Task CompleteAsync(ServedInvocation invocation, ServedOutcome outcome)
    {
        var cost = WriteBudget.CostOf(outcome.Payload);
        await services.Budget.TakeAsync(cost, CancellationToken.None).ConfigureAwait(false);
        try
        {
            Complete(invocation, outcome);
        }
        finally
        {
            services.Budget.Return(cost);
        }
    }

    /// <summary>An invocation has ended, well or not.</summary>
    public void Complete(ServedInvocation invocation, ServedOutcome outcome)
    {
        DurableError? failure = null;
        lock (execution.Gate)
        {
            if (IsClosed || !ReferenceEquals(_invocation, invocation))
            {
                return;
            }

            try
            {
                _invocation = null;
                failure = Complete(invocation, Judge(outcome), services.Clock.Now());
            }
            catch (EngineStoppedException)
            {
                // The next engine finds that the invocation has no end, and invokes again.
            }
            finally
            {
                serving.OnInvocationClosed();
            }
        }

        // Outside of the gate, as a logger is the user's code.
        if (failure is not null)
        {
            Logger.ServedInvocationFailed(execution.FunctionName, execution.DisplayName, failure.ErrorType, failure.ErrorMessage);
        }
    }

    // Returns why the invocation failed, to be logged; null when it did not.
    private DurableError? Complete(ServedInvocation invocation, ServedOutcome outcome, long now)
    {
        var isBroken = outcome.Kind == ServedOutcomeKind.Broken;
        Record(invocation, now, isBroken ? outcome.Error : null, bringsEnd: outcome.Kind is ServedOutcomeKind.Succeeded or ServedOutcomeKind.Failed);
        _operations.CountInvocation(isBroken ? outcome.Error : null);
        TakeHeld(now, isMarked: true);
        if (IsClosed)
        {
            return null;
        }

        _isResumed = outcome.Kind == ServedOutcomeKind.Pending;
        switch (outcome.Kind)
        {
            case ServedOutcomeKind.Succeeded:
                execution.End(ExecutionStatus.Succeeded, outcome.Payload, error: null);
                break;
            case ServedOutcomeKind.Failed:
                execution.End(ExecutionStatus.Failed, payload: null, outcome.Error);
                break;
            case ServedOutcomeKind.Pending when _changed.Count > 0 || !_operations.Pending().Any():
                Invoke();
                break;
            case ServedOutcomeKind.Pending:
                execution.EndTurn(this, new Rest(_operations.NextDue(services.Clock), IsSuspended: _isResumed));
                break;
            default:
                Retry(invocation, outcome.Error!);
                return outcome.Error;
        }

        return null;
    }

    // What a function waited for may have come while it was on its way out; then it was right to wait, and is told at once.
    private ServedOutcome Judge(ServedOutcome outcome) =>
        outcome.Kind == ServedOutcomeKind.Pending && !_hasCompletions && !_operations.Pending().Any()
            ? ServedOutcome.Broken("InvalidParameterValueException", PendingOnNothing)
            : outcome;

    private void Retry(ServedInvocation invocation, DurableError error)
    {
        var failures = _operations.Failures;
        if (invocation.IsPlain || (failures.Unreadable == 0 && failures.Failed >= serving.Settings.MaxFailedInvocations))
        {
            execution.End(ExecutionStatus.Failed, payload: null, error);
            return;
        }

        var retry = services.Clock.Running() + (long)failures.Delay(serving.Settings.RetryDelay).TotalMilliseconds;
        var due = _operations.NextDue(services.Clock);
        execution.EndTurn(this, new Rest(due < retry ? due : retry, IsForDelay: due < retry));
    }

    private void Record(ServedInvocation invocation, long now, DurableError? error, bool bringsEnd)
    {
        var buffer = RecordBuffer.Scratch();
        var started = invocation.Start.ToUnixTimeMilliseconds() - execution.CreatedAt;
        new CompletedRecord(now - execution.CreatedAt, started, invocation.RequestId, bringsEnd || _changed.Count > 0 || _held.HasCallbacks, error).Write(buffer);
        _records.Append(buffer, now);
    }

    private void Invoke()
    {
        _tokens = new CheckpointTokens();
        _hasCompletions = false;
        var invocation = new ServedInvocation(this)
        {
            RequestId = new Guid(RandomNumberGenerator.GetBytes(16)).ToString(),
            Arn = execution.Arn,
            ExecutionName = execution.DisplayName,
            ExecutionId = execution.ArnId,
            FunctionName = execution.FunctionName,
            Version = execution.Version,
            TenantId = execution.Terms?.TenantId,
            IsPlain = execution.Terms?.IsPlain ?? false,
            Input = _operations.Input,
            ExecutionStart = DateTimeOffset.FromUnixTimeMilliseconds(execution.CreatedAt),
            Start = DateTimeOffset.FromUnixTimeMilliseconds(services.Clock.Now()),
            IsResumed = _isResumed,
            Token = _tokens.Next(),
            Operations = [.. _operations.Visible().Select(View)],
            UpdatedIds = [.. _changed.Select(_operations.At).Where(static operation => operation.IsChangedByHost).Select(static operation => operation.WireId)],
        };
        _changed.Clear();
        _isResumed = false;
        _invocation = invocation;
        serving.OnInvocationOpened();
        _ = HandOverAsync(invocation, _records.Durable);
    }

    // The function may see only what is durable.
    private async Task HandOverAsync(ServedInvocation invocation, Task durable)
    {
        try
        {
            await (await Task.WhenAny(durable, _gone.Task).ConfigureAwait(ConfigureAwaitOptions.ForceYielding)).ConfigureAwait(false);
            if (!invocation.Closed.IsCompleted)
            {
                serving.Settings.Host.Invoke(invocation);
            }
        }
        catch (Exception fault) when (fault is EngineStoppedException or EngineFaultedException)
        {
            invocation.Close();
        }
        catch (Exception fault)
        {
            Logger.HandOverFailed(fault, execution.FunctionName);
            invocation.Complete(ServedOutcome.Broken("Runtime.HandoverFailed", fault.Message));
        }
    }
}
