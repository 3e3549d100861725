using DurableParallel.Records;
using DurableParallel.Running.Operations;

namespace DurableParallel.Callbacks;

/// <summary>
/// Creates a callback. It ends with the callback's own START and says nothing of the callback's end, which is for
/// <see cref="CallbackWait{T}"/>.
/// <list type="bullet">
/// <item><b>no record</b>: START, awaited; then the callback with its id.</item>
/// <item><b>STARTED</b>: the callback, which has not ended.</item>
/// <item><b>SUCCEEDED, FAILED, TIMED_OUT</b>: the callback, which has; nothing is thrown.</item>
/// </list>
/// </summary>
/// <param name="context">The context whose body creates it.</param>
/// <param name="header">What it is called on record.</param>
/// <param name="options">Its limits.</param>
/// <param name="make">Makes what the user's code gets, of the operation, the callback's id, and its record when that has ended.</param>
internal sealed class CallbackOperation<TCallback>(
    DurableContext context,
    OperationHeader header,
    CallbackOptions options,
    Func<CallbackOperation<TCallback>, string, OperationRecord?, TCallback> make)
    : RecordedOperation<TCallback>(context, header)
{
    public override string Description => $"callback '{base.Description}'";

    public override void OnAcknowledged(DateTimeOffset timestamp)
    {
        SetValue(MakeCallback(ended: null));
        QueueEnd();
    }

    public override void Execute() => ResumeAwaiters();

    protected override void Replay(OperationRecord record)
    {
        // The callback's end is not the end of its creation: the code has not seen it yet.
        EndTimestamp = null;
        Novelty = Novelty.Known;
        SetValue(MakeCallback(record));
        CompleteNow();
    }

    protected override void StartOrContinue(OperationRecord? record)
    {
        if (record is null)
        {
            TrySubmit(Header.Start(options), this);
            return;
        }

        Novelty = Novelty.Known;
        SetValue(MakeCallback(ended: null));
        QueueEnd();
    }

    /// <summary>The callback is there, whatever becomes of its result.</summary>
    protected override void StayPending(OperationRecord? record)
    {
        if (record is null)
        {
            base.StayPending(record);
            return;
        }

        SetValue(MakeCallback(ended: null));
        CompleteNow();
    }

    protected override void QueueEnd() => Invocation.Scheduler.Queue(this);

    /// <summary>The callback with a result of this type.</summary>
    public DurableCallback<T> Typed<T>(string callbackId, IDurableSerializer serializer, OperationRecord? ended) =>
        new(Context, Header, callbackId, serializer, ended);

    private TCallback MakeCallback(OperationRecord? ended) => make(this, Invocation.Request.Checkpoints.CallbackIdOf(Id), ended);
}
