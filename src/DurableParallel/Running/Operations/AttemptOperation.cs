using DurableParallel.Errors;
using DurableParallel.Logging;
using DurableParallel.Records;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Running.Operations;

/// <summary>
/// An operation of type STEP: it runs a body in attempts until one of them is recorded as the end. What the end of an
/// attempt means is for the class below to say.
/// <list type="bullet">
/// <item><b>no record</b>: START, then the first attempt. Only at-most-once awaits the START.</item>
/// <item><b>STARTED</b>: an attempt was interrupted. At-least-once runs it again; at-most-once takes it for failed.</item>
/// <item><b>PENDING</b>: parked until the next attempt is due.</item>
/// <item><b>READY</b>: START, then the next attempt.</item>
/// <item><b>SUCCEEDED</b>: return the stored value; the body does not run.</item>
/// <item><b>FAILED</b>: throw from the stored error; the body does not run.</item>
/// </list>
/// </summary>
internal abstract partial class AttemptOperation<T>(DurableContext context, OperationHeader header)
    : RecordedOperation<T>(context, header)
{
    private Phase _phase;

    // Details of earlier heartbeats; then the payload or the error of the end. One field: there may be very many steps.
    private object? _detailsOrOutcome;

    private enum Phase
    {
        Starting,
        Attempting,
        Retrying,
        Succeeding,
        Failing,
        Ending,
    }

    /// <summary>The number of the current attempt, from 1.</summary>
    protected int Attempt { get; private set; } = 1;

    protected abstract bool IsAtMostOnce { get; }

    /// <summary>Whether attempts are watched by an <see cref="AttemptLimit"/>.</summary>
    protected virtual bool HasLimit => false;

    /// <summary>The latest details of the heartbeats of attempts that have ended; null for none.</summary>
    protected string? Details
    {
        get => _detailsOrOutcome as string;
        set => _detailsOrOutcome = value;
    }

    protected abstract IDurableSerializer Serializer { get; }

    public override void OnAcknowledged(DateTimeOffset timestamp)
    {
        if (_phase == Phase.Retrying)
        {
            Operations.Park(this);
            return;
        }

        EndTimestamp = timestamp;
        Invocation.Scheduler.Queue(this);
    }

    /// <summary>The next attempt is due when as many have ended as this operation knows of; with fewer it is an earlier one.</summary>
    public override bool IsAwaiting(OperationRecord record) =>
        record.Status == OperationStatus.Ready && record.Attempt == (_phase == Phase.Retrying ? Attempt : Attempt - 1);

    public override void OnDelivered(OperationRecord record)
    {
        TakeUp(record);
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
                if (!TryTakeValue((string?)_detailsOrOutcome))
                {
                    return;
                }

                break;
            case Phase.Failing:
                SetException(ToException((DurableError)_detailsOrOutcome!).At(Path));
                break;
        }

        ResumeAwaiters();
    }

    /// <summary>Calls the body. Returns its task, or null and the value when it has run to its end.</summary>
    protected abstract Task? CallBody(StepLane lane, out T value);

    /// <summary>The body of an attempt has returned.</summary>
    protected abstract void OnAttemptSucceeded(T value);

    /// <summary>The body of an attempt has thrown, or an attempt that runs at most once was interrupted.</summary>
    protected abstract void OnAttemptFailed(Exception exception);

    protected abstract OperationFailedException ToException(DurableError error);

    /// <summary>Goes on from a record that has not ended, or anew when there is none.</summary>
    protected virtual void TakeUp(OperationRecord? record) => Attempt = (record?.Attempt ?? 0) + 1;

    protected override void Replay(OperationRecord record)
    {
        if (record.Status != OperationStatus.Succeeded)
        {
            SetException(ToException(record.Error ?? ErrorRecorder.Missing(record.Status)).At(Path));
        }
        else if (!TryTakeValue(record.Payload))
        {
            return;
        }

        CompleteNow();
    }

    protected override void StartOrContinue(OperationRecord? record)
    {
        TakeUp(record);
        switch (record?.Status)
        {
            case OperationStatus.Pending:
                Operations.Park(this);
                break;
            case OperationStatus.Started when IsAtMostOnce:
                OnAttemptFailed(new StepInterruptedException(Header.Name, Attempt));
                break;
            case OperationStatus.Started:
                BeginAttempt();
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

    /// <summary>The payload of a value. The operation fails when there is none; the same value would fail again, so no strategy is asked.</summary>
    protected bool TrySerialize(T value, out string? payload)
    {
        payload = null;
        try
        {
            payload = typeof(T) == typeof(Nothing) ? null : Serializer.Serialize(value, Context.SerializationContext(Header));
            Invocation.CheckPayload(Header.SubType, Header.Name, payload, Context.SerializationContext(Header));
            return true;
        }
        catch (Exception exception)
        {
            Fail(exception);
            return false;
        }
    }

    protected void Succeed(string? payload)
    {
        _detailsOrOutcome = payload;
        _phase = Phase.Succeeding;
        TrySubmit(Header.Succeed(payload), this);
    }

    /// <summary>Ends as failed with what a body, a strategy or a serializer threw.</summary>
    protected void Fail(Exception exception) => Fail(ErrorRecorder.FromException(exception), exception);

    /// <summary>Ends as failed. This is live only, so that the line comes once.</summary>
    protected void Fail(DurableError error, Exception? cause)
    {
        var logger = Context.LoggerOf(Header, Attempt);
        if (logger.IsEnabled(LogLevel.Warning))
        {
            logger.LastAttemptFailed(cause, Attempt, OperationPath.At(Description, Header.Name, Header.Name is null ? null : Path), error.ErrorType, error.ErrorMessage);
        }

        _detailsOrOutcome = error;
        _phase = Phase.Failing;
        TrySubmit(Header.Fail(error), this);
    }

    /// <summary>Parks until the next attempt is due.</summary>
    /// <param name="retry">The update with the delay.</param>
    protected void Retry(in OperationUpdate retry)
    {
        _phase = Phase.Retrying;
        TrySubmit(retry, this);
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
            BeginAttempt();
        }
    }

    /// <summary>A body whose time is limited has a work item of its own, so that one that blocks its thread blocks nothing else.</summary>
    private void BeginAttempt()
    {
        if (!HasLimit)
        {
            RunAttempt();
            return;
        }

        _phase = Phase.Starting;
        Invocation.Scheduler.Queue(this);
    }

    private bool TryTakeValue(string? payload)
    {
        if (typeof(T) == typeof(Nothing))
        {
            return true;
        }

        if (!RecordedValue.TryRead<T>(Context, Header, Serializer, payload, out var value))
        {
            return false;
        }

        SetValue(value);
        return true;
    }
}
