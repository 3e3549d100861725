using DurableParallel.Activity;
using DurableParallel.Errors;
using DurableParallel.Protocol;

namespace DurableParallel.Operations;

/// <summary>
/// A child context: a body with operations and ids of its own, whose outcome is one record.
/// <list type="bullet">
/// <item><b>no record</b>: START, then the body.</item>
/// <item><b>STARTED</b>: the body runs again, answered from the records below.</item>
/// <item><b>SUCCEEDED</b>: return the stored value; the body does not run.</item>
/// <item><b>FAILED</b>: throw from the stored error; the body does not run.</item>
/// </list>
/// </summary>
internal sealed class ChildContextOperation<T>(
    DurableContext context,
    ChildContextKind kind,
    OperationHeader header,
    Delegate body,
    IDurableSerializer? serializer)
    : RecordedOperation<T>(context, header), IContextBodyOwner<T>, IContextOwner
{
    private DurableContext? _child;
    private string? _payload;
    private DurableError? _error;
    private bool _isCanceled;

    public override string Description => $"{kind.Word} '{base.Description}'";

    public override bool IsExternal => false;

    public override bool IsReleasable => false;

    string? IContextOwner.Name => Header.Name;

    private IDurableSerializer Serializer => serializer ?? Context.Serializer;

    public void OnBodyEnded(T value, Exception? exception)
    {
        if (exception is OperationCanceledException && Tracker.RefuseNew(Node))
        {
            EndWith(exception);
            return;
        }

        _error = exception is null ? TrySerialize(value) : ErrorRecorder.FromException(exception);

        // The end belongs to the child: from here on nothing else of it reaches the journal.
        if (Tracker.Submit(_child!.Node, _error is null ? Header.Succeed(_payload) : Header.Fail(_error), this) == SubmitOutcome.Canceled)
        {
            EndWith(Refusal.Of(Description));
        }
    }

    public override void OnAcknowledged(DateTimeOffset timestamp)
    {
        EndTimestamp = timestamp;
        Invocation.Scheduler.Queue(this);
    }

    public override void Execute()
    {
        if (_child is null)
        {
            ResumeAwaiters();
            return;
        }

        // Counts the parent while the child ends, then this operation in its place.
        Tracker.EndChild(_child.Node);
        if (!_isCanceled)
        {
            TakeOutcome(_error, _payload);
        }

        if (Tracker.Resume(this))
        {
            ResumeAwaiters();
        }

        Tracker.Exit(Node);
    }

    protected override void Replay(OperationRecord record)
    {
        TakeOutcome(record.Status == OperationStatus.Succeeded ? null : record.Error ?? ErrorRecorder.Missing(record.Status), record.Payload);
        CompleteNow();
    }

    protected override void StartOrContinue(OperationRecord? record)
    {
        if (record is null && !TrySubmit(Header.Start(), null))
        {
            return;
        }

        _child = Context.OpenChild(Header.Id, Header.Id, this, body);
        Tracker.Park(this);
        new ContextBody<T>(_child, body, this).Start();
    }

    protected override void QueueEnd()
    {
        _isCanceled = true;
        Invocation.Scheduler.Queue(this);
    }

    private DurableError? TrySerialize(T value)
    {
        if (typeof(T) == typeof(Nothing))
        {
            return null;
        }

        try
        {
            _payload = Serializer.Serialize(value, Context.SerializationContext(Header.Id));
            Invocation.CheckPayload(Header.SubType, Header.Name, _payload);
            return null;
        }
        catch (Exception exception)
        {
            return ErrorRecorder.FromException(exception);
        }
    }

    private void TakeOutcome(DurableError? error, string? payload)
    {
        try
        {
            if (error is not null)
            {
                SetException(kind.ToException(error));
            }
            else if (typeof(T) != typeof(Nothing))
            {
                SetValue(Serializer.Deserialize<T>(payload, Context.SerializationContext(Header.Id)));
            }
        }
        catch (Exception exception)
        {
            SetException(exception);
        }
    }
}
