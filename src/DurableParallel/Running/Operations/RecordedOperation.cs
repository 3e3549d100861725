using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running.Activity;

namespace DurableParallel.Running.Operations;

/// <summary>
/// An operation with a record of its own. It does one thing: find the record, check drift, then start or replay.
/// </summary>
internal abstract class RecordedOperation<T>(DurableContext context, OperationHeader header)
    : DurableOperation<T>(context)
{
    public override OperationId Id => Header.Id;

    protected OperationHeader Header { get; } = header;

    /// <summary>For messages: the name, or where the operation is when it has none.</summary>
    protected string NameOrPath => Header.Name ?? Path;

    /// <summary>For messages: the path in names.</summary>
    protected string Path => Context.PathOf(Header.Id, Header.Name);

    public void Begin()
    {
        if (Invocation.IsEnded)
        {
            return;
        }

        var record = Context.Find(Header, out var hasDrifted);
        if (hasDrifted)
        {
            return;
        }

        if (record is { IsEnded: true })
        {
            EndTimestamp = record.EndTimestamp;
            Novelty = Invocation.NoveltyOf(Header.Id);
            Answer(record);
        }
        else if (Context.IsRerun)
        {
            MeetInRerun(record);
        }
        else if (record is null && Invocation.Cancellation.RefuseNew(Node))
        {
            Refuse(Refusal.Of(Description));
        }
        else if (record is null && Context.IsToBeCanceled && !Header.Id.IsReserved)
        {
            Refuse(RequestedCancel.ExceptionOf(Description, Context.Cancel));
        }
        else if (record is null && TakePlace() is { } tooMany)
        {
            Refuse(tooMany);
        }
        else if (Operations.Open(this))
        {
            StartOrContinue(record);
            if (record is null && IsRecordedWhenCalled)
            {
                // What was not recorded has ended already, if it was refused.
                Context.See(Novelty);
            }
        }
    }

    public override string Description => NameOrPath;

    public override void EndWith(Exception exception)
    {
        Novelty = Novelty.Unsure;
        SetException(exception);
        QueueEnd();
    }

    /// <summary>Takes the place of an operation that is not on record yet; returns the refusal when there is none left.</summary>
    protected virtual DurableLimitException? TakePlace() => Invocation.Limits.TakeOperations(1, Context, Header);

    /// <summary>
    /// Whether a call leaves a record before the code goes on. Else a context may have ended between the two, which has
    /// nothing on record although its code asks for it each time.
    /// </summary>
    protected virtual bool IsRecordedWhenCalled => !Header.Id.IsReserved;

    /// <summary>
    /// Why a call that is not on record was refused when its context, which has ended, ran for the first time: that left no
    /// record either. Null where it would not have been.
    /// </summary>
    protected virtual Exception? FindRefusal()
    {
        var tooMany = TakePlace();
        if (tooMany is null)
        {
            Invocation.Limits.Return(1);
        }

        return tooMany;
    }

    /// <summary>In a finished context that runs again for its children: what had not ended by then stays pending for ever.</summary>
    protected virtual void StayPending(OperationRecord? record)
    {
        if (Operations.Open(this))
        {
            Operations.ParkForEver(this);
        }
    }

    /// <summary>Takes the outcome of a record that has ended, and completes.</summary>
    protected abstract void Replay(OperationRecord record);

    /// <summary>Begins anew when there is no record, else goes on from one that has not ended. The operation is counted.</summary>
    protected abstract void StartOrContinue(OperationRecord? record);

    /// <summary>Lets the awaiters run, in a work item of their own.</summary>
    protected abstract void QueueEnd();

    /// <summary>Submits an update. False when it has no effect; a canceled branch's operation then ends as canceled.</summary>
    protected bool TrySubmit(in OperationUpdate update, ICheckpointWaiter? waiter)
    {
        switch (Checkpoints.Submit(Node, update, waiter))
        {
            case SubmitOutcome.Accepted:
                return true;
            case SubmitOutcome.Canceled:
                EndWith(Refusal.Of(Description));
                return false;
            default:
                return false;
        }
    }

    // A callback that was canceled is there all the same: its creation has succeeded.
    private void Answer(OperationRecord record)
    {
        if (record is { Status: OperationStatus.Canceled, Type: not OperationType.Callback })
        {
            SetException(RequestedCancel.ExceptionOf(Description, Context.Cancel));
            CompleteNow();
        }
        else
        {
            Replay(record);
        }
    }

    /// <summary>Ends at once what is not recorded. An earlier invocation may have come here, and was refused likewise.</summary>
    private void Refuse(Exception refusal)
    {
        Novelty = Novelty.Unsure;
        SetException(refusal);
        CompleteNow();
    }

    private void MeetInRerun(OperationRecord? record)
    {
        if (record is not null)
        {
            StayPending(record);
        }
        else if (FindRefusal() is { } refusal)
        {
            SetException(refusal);
            CompleteNow();
        }
        else if (IsRecordedWhenCalled && !Context.IsFlat)
        {
            Invocation.Drift(DriftCheck.BeginsInRerun(Context.Place, Header, Path));
        }
        else
        {
            // The end of the context around it came before its first record. So it may have for all that a flat context asks for.
            StayPending(record);
        }
    }
}
