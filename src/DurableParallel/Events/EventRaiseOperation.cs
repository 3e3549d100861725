using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running.Operations;

namespace DurableParallel.Events;

/// <summary>
/// An event that is raised in another execution. It counts as in progress until that is recorded, as a step does: so no
/// execution leaves memory with one half raised.
/// <list type="bullet">
/// <item><b>no record</b>: START with the value; then the host raises it, and SUCCEED or FAIL.</item>
/// <item><b>STARTED</b>: the host raises it, if it has not done so before.</item>
/// <item><b>SUCCEEDED</b>: raised.</item>
/// <item><b>FAILED</b>: throw from the stored error.</item>
/// </list>
/// </summary>
internal sealed class EventRaiseOperation<T>(DurableContext context, OperationHeader header, EventRaiseOptions options, T value)
    : RecordedOperation<Nothing>(context, header)
{
    private string? _payload;
    private bool _isOver;

    public override string Description => $"event '{Header.Name}' for execution '{options.Execution}'";

    public override bool IsExternal => false;

    public override void OnAcknowledged(DateTimeOffset timestamp)
    {
        if (_isOver)
        {
            EndTimestamp = timestamp;
            QueueEnd();
        }
        else
        {
            Raise();
        }
    }

    public override void Execute() => ResumeAwaiters();

    protected override void Replay(OperationRecord record)
    {
        if (record.Status != OperationStatus.Succeeded)
        {
            Fail(record.Error ?? ErrorRecorder.Missing(record.Status));
        }

        CompleteNow();
    }

    protected override void StartOrContinue(OperationRecord? record)
    {
        if (TryWrite() is { } unwritable)
        {
            // Nothing is recorded, so that a replay does not count it either.
            Invocation.Limits.Return(record is null ? 1 : 0);
            EndWith(unwritable);
        }
        else if (record is null)
        {
            TrySubmit(Header.Start(options, _payload), this);
        }
        else
        {
            Raise();
        }
    }

    protected override Exception? FindRefusal() => base.FindRefusal() ?? TryWrite();

    protected override void QueueEnd() => Invocation.Scheduler.Queue(this);

    private void Raise() => Invocation.Request.Host.RaiseEvent(Id, options, Header.Name!, _payload, OnRaised);

    private void OnRaised(DurableError? refusal)
    {
        _isOver = true;
        if (refusal is not null)
        {
            Fail(refusal);
        }

        TrySubmit(refusal is null ? Header.Succeed(payload: null) : Header.Fail(refusal), this);
    }

    private void Fail(DurableError error) => SetException(new EventNotRaisedException(error).FromOutsideAt(Path));

    private Exception? TryWrite()
    {
        try
        {
            var place = Context.SerializationContext(Header);
            _payload = value is null ? null : Context.Serializer.Serialize(value, place);
            Invocation.CheckPayload(Header.SubType, Header.Name, _payload, place);
            return null;
        }
        catch (Exception unwritable)
        {
            return unwritable;
        }
    }
}
