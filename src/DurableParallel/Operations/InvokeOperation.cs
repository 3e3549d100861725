using DurableParallel.Errors;
using DurableParallel.Protocol;

namespace DurableParallel.Operations;

/// <summary>
/// Another function, which the host runs as an execution of its own.
/// <list type="bullet">
/// <item><b>no record</b>: START with the input, then parked until the host says how that execution ended.</item>
/// <item><b>STARTED</b>: parked until then.</item>
/// <item><b>SUCCEEDED</b>: return the stored result.</item>
/// <item><b>FAILED, TIMED_OUT, STOPPED</b>: throw from the stored error.</item>
/// </list>
/// </summary>
internal sealed class InvokeOperation<TIn, TOut>(DurableContext context, OperationHeader header, string functionName, TIn input, InvokeConfig? config)
    : RecordedOperation<TOut>(context, header)
{
    private OperationRecord? _ended;

    public override string Description => $"invoke '{Header.Name ?? functionName}'";

    public override void OnAcknowledged(DateTimeOffset timestamp) => Tracker.Park(this);

    public override void OnDelivered(OperationRecord record)
    {
        EndTimestamp = record.EndTimestamp;
        _ended = record;
        QueueEnd();
    }

    public override void Execute()
    {
        if (_ended is not null)
        {
            TakeOutcome(_ended);
        }

        ResumeAwaiters();
    }

    protected override void Replay(OperationRecord record)
    {
        TakeOutcome(record);
        CompleteNow();
    }

    protected override void StartOrContinue(OperationRecord? record)
    {
        if (record is not null)
        {
            Tracker.Park(this);
            return;
        }

        if (TryWriteInput(out var payload) is { } unwritable)
        {
            // Nothing is recorded, so that a replay does not count it either.
            Invocation.Limits.Return(1);
            EndWith(unwritable);
            return;
        }

        TrySubmit(Header.Start(new ChainedInvokeOptions(functionName, config?.TenantId), payload), this);
    }

    protected override Exception? FindRefusal() => base.FindRefusal() ?? TryWriteInput(out _);

    protected override void QueueEnd() => Invocation.Scheduler.Queue(this);

    /// <summary>Makes the payload of the input. Returns why there is none to be made, else null.</summary>
    private Exception? TryWriteInput(out string? payload)
    {
        payload = null;
        try
        {
            payload = (config?.InputSerializer ?? Context.Serializer).Serialize(input, Context.SerializationContext(Header.Id));
            Invocation.CheckPayload(Header.SubType, Header.Name ?? functionName, payload);
            return null;
        }
        catch (Exception unwritable)
        {
            return unwritable;
        }
    }

    private void TakeOutcome(OperationRecord record)
    {
        try
        {
            if (record.Status != OperationStatus.Succeeded)
            {
                SetException(new InvokeFailedException(record.Status, record.Error ?? ErrorRecorder.Missing(record.Status)));
            }
            else if (typeof(TOut) != typeof(Nothing))
            {
                SetValue((config?.ResultSerializer ?? Context.Serializer).Deserialize<TOut>(record.Payload, Context.SerializationContext(Header.Id)));
            }
        }
        catch (Exception exception)
        {
            SetException(exception);
        }
    }
}
