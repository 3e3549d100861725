using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Operations;
using DurableParallel.Serialization;

namespace DurableParallel.Callbacks;

/// <summary>
/// Waits for the end of a callback, in the context whose body asked for it. It has no record of its own: the callback's
/// answers.
/// <list type="bullet">
/// <item><b>STARTED</b>: parked until the callback is completed or its time is up.</item>
/// <item><b>SUCCEEDED</b>: return the value.</item>
/// <item><b>FAILED, TIMED_OUT</b>: throw from the stored error.</item>
/// </list>
/// </summary>
internal sealed class CallbackWait<T>(DurableContext context, DurableCallback<T> callback) : DurableOperation<T>(context)
{
    public override OperationId Id => callback.Id;

    public override string Description => callback.Description;

    /// <summary>Completes at once when the callback was known to have ended; else waits. Behind the fence it does neither.</summary>
    public void Begin(OperationRecord? ended)
    {
        if (Invocation.IsEnded)
        {
            return;
        }

        if (ended is not null)
        {
            Novelty = Invocation.NoveltyOf(Id);
            TakeOutcome(ended);
            CompleteNow();
        }
        else if (Operations.Open(this))
        {
            Park();
        }
    }

    public override void OnDelivered(OperationRecord record)
    {
        TakeOutcome(record);
        Invocation.Scheduler.Queue(this);
    }

    public override void EndWith(Exception exception)
    {
        SetException(exception);
        Invocation.Scheduler.Queue(this);
    }

    public override void Execute() => ResumeAwaiters();

    // In a finished context that runs again for its children, what had not ended by then never will.
    private void Park()
    {
        if (Context.IsRerun)
        {
            Operations.ParkForEver(this);
        }
        else
        {
            Operations.Park(this);
        }
    }

    private void TakeOutcome(OperationRecord record)
    {
        EndTimestamp = record.EndTimestamp;
        if (record.Status == OperationStatus.Canceled)
        {
            SetException(RequestedCancel.ExceptionOf(Description, Context.Cancel));
            return;
        }

        if (record.Status != OperationStatus.Succeeded)
        {
            SetException(CallbackErrors.ToException(record).FromOutsideAt(callback.Path));
            return;
        }

        try
        {
            SetValue(CallbackPayload.Read<T>(record.Payload, callback.Serializer, callback.Place));
        }
        catch (Exception exception)
        {
            SetException(exception);
        }
    }
}
