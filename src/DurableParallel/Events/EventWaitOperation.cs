using DurableParallel.Errors;
using DurableParallel.Logging;
using DurableParallel.Records;
using DurableParallel.Running.Operations;
using DurableParallel.Serialization;

namespace DurableParallel.Events;

/// <summary>
/// A wait for an event. The host offers one; it is taken when the code can read it, and the code goes on once that is durable.
/// <list type="bullet">
/// <item><b>no record</b>: START, then parked until the host offers an event or the time is up.</item>
/// <item><b>STARTED</b>: parked until then.</item>
/// <item><b>READY</b>: an event is offered. SUCCEED with its value; where that cannot be read, it is set aside by a heartbeat, then parked.</item>
/// <item><b>SUCCEEDED</b>: return the stored value.</item>
/// <item><b>TIMED_OUT</b>: throw from the stored error.</item>
/// </list>
/// </summary>
internal sealed class EventWaitOperation<T>(DurableContext context, OperationHeader header, EventWaitOptions options, IDurableSerializer serializer)
    : RecordedOperation<T>(context, header), IEventReader
{
    private OperationRecord? _news;
    private int _lastOffer;
    private bool _isTaken;

    public override string Description => $"event '{Header.Name}'";

    public Type ValueType => typeof(T);

    public override void OnAcknowledged(DateTimeOffset timestamp)
    {
        if (_isTaken)
        {
            EndTimestamp = timestamp;
            QueueEnd();
        }
        else
        {
            Operations.Park(this);
        }
    }

    /// <summary>An offer that it has looked at may be delivered again.</summary>
    public override bool IsAwaiting(OperationRecord record) => record.IsEnded || IsOffer(record);

    public override void OnDelivered(OperationRecord record)
    {
        _news = record;
        QueueEnd();
    }

    public override void Execute()
    {
        var news = _news;
        _news = null;
        if (news is not null && IsOffer(news))
        {
            Look(news);
            return;
        }

        if (news is null || TryTakeOutcome(news))
        {
            ResumeAwaiters();
        }
    }

    public Exception? WhyUnreadable(string? payload) => TryRead(payload, out _);

    protected override void Replay(OperationRecord record)
    {
        if (TryTakeOutcome(record))
        {
            CompleteNow();
        }
    }

    protected override void StartOrContinue(OperationRecord? record)
    {
        if (record is null)
        {
            TrySubmit(Header.Start(options), this);
        }
        else if (IsOffer(record))
        {
            OnDelivered(record);
        }
        else
        {
            Operations.Park(this);
        }
    }

    protected override void QueueEnd() => Invocation.Scheduler.Queue(this);

    private bool IsOffer(OperationRecord record) => record.Status == OperationStatus.Ready && record.Attempt > _lastOffer;

    private void Look(OperationRecord offer)
    {
        _lastOffer = offer.Attempt;
        if (TryRead(offer.Payload, out var value) is { } unreadable)
        {
            Invocation.Logger.EventSetAside(unreadable, Header.Name!, Context.Description, typeof(T).ToString(), unreadable.Message);

            // It parks once that is durable, as after its START.
            TrySubmit(Header.SetAside(ErrorTrimmer.Trim(new DurableError(ErrorTypes.EventUnreadable, $"Not read as {typeof(T)}: {unreadable.Message}"))), this);
            return;
        }

        _isTaken = true;
        SetValue(value!);
        TrySubmit(Header.Succeed(offer.Payload) with { Options = offer.Options as CompletedFrom }, this);
    }

    private Exception? TryRead(string? payload, out T? value)
    {
        try
        {
            value = CallbackPayload.Read<T>(payload, serializer, Context.SerializationContext(Header));
            return null;
        }
        catch (Exception exception)
        {
            value = default;
            return exception;
        }
    }

    /// <summary>False when the build cannot read what it has read before; then the invocation has ended.</summary>
    private bool TryTakeOutcome(OperationRecord record)
    {
        EndTimestamp = record.EndTimestamp;
        if (record.Status != OperationStatus.Succeeded)
        {
            SetException(new EventTimedOutException(record.Error ?? EventWaitOptions.TimeoutError).FromOutsideAt(Path));
        }
        else if (TryRead(record.Payload, out var value) is { } unreadable)
        {
            Invocation.Abort(RecordedValue.Unreadable(Header, Path, typeof(T).ToString(), unreadable));
            return false;
        }
        else
        {
            SetValue(value!);
        }

        return true;
    }
}
