using DurableParallel.Activity;
using DurableParallel.Errors;
using DurableParallel.Protocol;
using DurableParallel.Replay;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Operations;

/// <summary>
/// A step: a body that runs until one of its attempts is recorded as ended.
/// <list type="bullet">
/// <item><b>no record</b>: START, then the first attempt. Only at-most-once awaits the START.</item>
/// <item><b>STARTED</b>: an attempt was interrupted. At-least-once runs it again; at-most-once asks the retry strategy.</item>
/// <item><b>PENDING</b>: parked until the next attempt is due.</item>
/// <item><b>READY</b>: START, then the next attempt.</item>
/// <item><b>SUCCEEDED</b>: return the stored value; the body does not run.</item>
/// <item><b>FAILED</b>: throw from the stored error; the body does not run.</item>
/// </list>
/// </summary>
internal sealed class StepOperation<T>(DurableContext context, OperationHeader header, Delegate body, StepConfig? config)
    : RecordedOperation<T>(context, header), IStepFrame
{
    private Phase _phase;
    private int _attempt = 1;
    private Task? _pending;
    private string? _payload;
    private DurableError? _error;

    private enum Phase
    {
        Starting,
        Attempting,
        Retrying,
        Succeeding,
        Failing,
        Ending,
    }

    public override string Description => $"step '{Header.Name ?? Header.Id.ToString()}'";

    public StepContext MakeContext() => new(_attempt, Id, Context);

    private IDurableSerializer Serializer => config?.Serializer ?? Context.Serializer;

    private bool IsAtMostOnce => config?.Semantics == StepSemantics.AtMostOncePerRetry;

    public override void OnAcknowledged(DateTimeOffset timestamp)
    {
        if (_phase == Phase.Retrying)
        {
            Tracker.Park(this);
            return;
        }

        EndTimestamp = timestamp;
        Invocation.Scheduler.Queue(this);
    }

    public override void OnDelivered(OperationRecord record)
    {
        _attempt = record.Attempt + 1;
        _phase = Phase.Attempting;
        Invocation.Scheduler.Queue(this);
    }

    public override void Execute()
    {
        switch (_phase)
        {
            case Phase.Starting:
                RunAttempt();
                return;
            case Phase.Attempting:
                StartAttempt();
                return;
            case Phase.Succeeding:
                TakeValue(_payload);
                break;
            case Phase.Failing:
                SetException(new StepFailedException(_error!));
                break;
        }

        ResumeAwaiters();
    }

    protected override void Replay(OperationRecord record)
    {
        if (record.Status == OperationStatus.Succeeded)
        {
            TakeValue(record.Payload);
        }
        else
        {
            SetException(new StepFailedException(record.Error ?? ErrorRecorder.Missing(record.Status)));
        }

        CompleteNow();
    }

    protected override void StartOrContinue(OperationRecord? record)
    {
        _attempt = (record?.Attempt ?? 0) + 1;
        switch (record?.Status)
        {
            case OperationStatus.Pending:
                Tracker.Park(this);
                break;
            case OperationStatus.Started when IsAtMostOnce:
                EndAttempt(new StepInterruptedException(Header.Name, _attempt));
                break;
            case OperationStatus.Started:
                RunAttempt();
                break;
            default:
                StartAttempt();
                break;
        }
    }

    protected override void QueueEnd()
    {
        _phase = Phase.Ending;
        Invocation.Scheduler.Queue(this);
    }

    private void StartAttempt()
    {
        if (IsAtMostOnce)
        {
            _phase = Phase.Starting;
            TrySubmit(Header.Start(), this);
        }
        else if (TrySubmit(Header.Start(), null))
        {
            RunAttempt();
        }
    }

    private void RunAttempt()
    {
        if (Tracker.IsEnded)
        {
            return;
        }

        // Restoring the whole flow afterwards also takes back what a synchronous body did to it, as an async method would.
        var flow = ExecutionContext.Capture();
        T value;
        try
        {
            BodyFrame.Current = this;
            _pending = StepBody.Call(body, this, out value);
        }
        catch (Exception exception)
        {
            _pending = null;
            EndAttempt(exception);
            return;
        }
        finally
        {
            RestoreFlow(flow);
        }

        if (_pending is null)
        {
            EndAttempt(value);
        }
        else if (_pending.IsCompleted)
        {
            OnBodyEnded();
        }
        else
        {
            _pending.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(OnBodyEnded);
        }
    }

    private static void RestoreFlow(ExecutionContext? flow)
    {
        if (flow is null)
        {
            BodyFrame.Current = null;
        }
        else
        {
            ExecutionContext.Restore(flow);
        }
    }

    private void OnBodyEnded()
    {
        var ended = _pending!;
        _pending = null;
        if (ended.IsCompletedSuccessfully)
        {
            EndAttempt(ended is Task<T> withValue ? withValue.Result : default!);
        }
        else
        {
            EndAttempt(ended.Exception?.InnerException ?? new TaskCanceledException(ended));
        }
    }

    private void EndAttempt(T value)
    {
        try
        {
            _payload = typeof(T) == typeof(Nothing) ? null : Serializer.Serialize(value, Context.SerializationContext(Header.Id));
            Invocation.CheckPayload(Header.SubType, Header.Name, _payload);
        }
        catch (Exception exception)
        {
            // The same value would fail again, so no strategy is asked.
            Fail(exception);
            return;
        }

        _phase = Phase.Succeeding;
        TrySubmit(Header.Succeed(_payload), this);
    }

    private void EndAttempt(Exception exception)
    {
        if (exception is OperationCanceledException && Tracker.RefuseNew(Node))
        {
            EndWith(exception);
            return;
        }

        RetryDecision decision;
        try
        {
            decision = (config?.Retry ?? RetryStrategy.Default).Decide(exception, _attempt, Random.Shared);
        }
        catch (Exception fromStrategy)
        {
            Fail(fromStrategy);
            return;
        }

        if (decision.Retry)
        {
            Retry(exception, DurationRule.ToWholeSeconds(decision.Delay, nameof(RetryDecision.Delay)));
        }
        else
        {
            Fail(exception);
        }
    }

    private void Retry(Exception exception, int delaySeconds)
    {
        Invocation.Logger.LogWarning(
            exception,
            "Attempt {Attempt} of {Step} failed with {ErrorType}; the next one follows in {DelaySeconds} s.",
            _attempt,
            Description,
            exception.GetType().Name,
            delaySeconds);
        _phase = Phase.Retrying;
        TrySubmit(Header.Retry(ErrorRecorder.FromException(exception), delaySeconds), this);
    }

    private void Fail(Exception exception)
    {
        _error = ErrorRecorder.FromException(exception);
        _phase = Phase.Failing;
        TrySubmit(Header.Fail(_error), this);
    }

    private void TakeValue(string? payload)
    {
        if (typeof(T) == typeof(Nothing))
        {
            return;
        }

        try
        {
            SetValue(Serializer.Deserialize<T>(payload, Context.SerializationContext(Header.Id)));
        }
        catch (Exception exception)
        {
            SetException(exception);
        }
    }
}
