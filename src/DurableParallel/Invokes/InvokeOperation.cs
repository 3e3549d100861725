using System.Diagnostics.CodeAnalysis;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Operations;

namespace DurableParallel.Invokes;

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

    public override void OnAcknowledged(DateTimeOffset timestamp) => Operations.Park(this);

    public override void OnDelivered(OperationRecord record)
    {
        EndTimestamp = record.EndTimestamp;
        _ended = record;
        QueueEnd();
    }

    public override void Execute()
    {
        if (_ended is null || TryTakeOutcome(_ended))
        {
            ResumeAwaiters();
        }
    }

    protected override void Replay(OperationRecord record)
    {
        if (TryTakeOutcome(record))
        {
            CompleteNow();
        }
    }

    protected override void StartOrContinue(OperationRecord? record)
    {
        if (record is not null)
        {
            Operations.Park(this);
            return;
        }

        if (TryWriteInput(out var payload, out var refusal) is { } unwritable)
        {
            // Nothing is recorded, so that a replay does not count it either.
            Invocation.Limits.Return(1);
            EndWith(unwritable);
            return;
        }

        TrySubmit(Header.Start(new ChainedInvokeOptions { FunctionName = functionName, TenantId = config?.TenantId, Refusal = refusal }, payload), this);
    }

    protected override Exception? FindRefusal() => base.FindRefusal() ?? TryWriteInput(out _, out _);

    protected override void QueueEnd() => Invocation.Scheduler.Queue(this);

    /// <summary>Makes the payload of the input, and says why the function cannot read it. Returns why there is no payload to be made, else null.</summary>
    private Exception? TryWriteInput(out string? payload, out DurableError? refusal)
    {
        (payload, refusal) = (null, null);
        try
        {
            var place = Context.SerializationContext(Header);
            payload = WriteInput(place, out refusal);
            Invocation.CheckPayload(Header.SubType, Header.Name ?? functionName, payload, place);
            return null;
        }
        catch (Exception unwritable)
        {
            return unwritable;
        }
    }

    /// <summary>The serializer that was given; else that of the function, where it runs in this process; else the context's.</summary>
    private string? WriteInput(in SerializationContext place, out DurableError? refusal)
    {
        var invoked = FindInvoked()?.Function.Input;
        var isKnownToFit = false;
        var payload = (config?.InputSerializer, invoked) switch
        {
            (null, { } function) => function.Write(input, Context.Serializer, out isKnownToFit),
            var (given, _) => (given ?? Context.Serializer).Serialize(input, place),
        };
        refusal = !isKnownToFit && invoked?.WhyUnreadable(payload) is { } unreadable
            ? ChainedInvokeOptions.RefusalOf(functionName, invoked.Type!.Type, unreadable)
            : null;
        return payload;
    }

    private bool TryReadResult(string? payload, [MaybeNullWhen(false)] out TOut value) => (config?.ResultSerializer, FindInvoked()) switch
    {
        (null, { Execution: { } execution, Function: var function }) =>
            RecordedValue.TryRead(Invocation, Header, Context.SerializationContext(Header), function.Serializer, payload, new SerializationContext(execution, null), out value),
        var (given, _) => RecordedValue.TryRead(Context, Header, given ?? Context.Serializer, payload, out value),
    };

    private InvokedFunction? FindInvoked() => Invocation.Request.Host.FindInvoked(Header.Id, functionName);

    private bool TryTakeOutcome(OperationRecord record)
    {
        if (record.Status != OperationStatus.Succeeded)
        {
            SetException(new InvokeFailedException(record.Status, record.Error ?? ErrorRecorder.Missing(record.Status)).FromOutsideAt(Path));
        }
        else if (typeof(TOut) != typeof(Nothing))
        {
            if (!TryReadResult(record.Payload, out var value))
            {
                return false;
            }

            SetValue(value);
        }

        return true;
    }
}
