using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running.Activity;

namespace DurableParallel.Running.Operations;

/// <summary>
/// A child context: a body with operations and ids of its own, whose outcome is one record.
/// <list type="bullet">
/// <item><b>no record</b>: START, then the body.</item>
/// <item><b>STARTED</b>: the body runs again, answered from the records below.</item>
/// <item><b>SUCCEEDED</b>: return the stored value; the body does not run.</item>
/// <item><b>SUCCEEDED, ReplayChildren</b>: the body runs again for the value, answered from the records below; nothing begins.</item>
/// <item><b>FAILED</b>: throw from the stored error; the body does not run.</item>
/// </list>
/// A flat one has no record, so that the body always runs.
/// </summary>
internal sealed class ChildContextOperation<T>(
    DurableContext context,
    ChildContextKind kind,
    OperationHeader header,
    Delegate body,
    IDurableSerializer? serializer,
    NestingType nesting)
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

    DurableContext? IContextOwner.Above => Context;

    /// <summary>When it ended according to its record; null before.</summary>
    public DateTimeOffset? RecordedEnd => EndTimestamp;

    private IDurableSerializer Serializer => serializer ?? Context.Serializer;

    private bool IsFlat => nesting == NestingType.Flat;

    /// <summary>Runs the body of a flat one, which has a place and no record.</summary>
    public void BeginFlat()
    {
        if (Invocation.IsEnded)
        {
            return;
        }

        var isOnRecord = Context.FindFlat(Header, out var hasDrifted);
        if (hasDrifted)
        {
            return;
        }

        if (!isOnRecord && !Context.IsRerun && WhyRefused() is { } refusal)
        {
            Novelty = Novelty.Unsure;
            SetException(refusal);
            CompleteNow();
        }
        else if (Operations.Open(this))
        {
            StartBody(Context.RecordedId, isOnRecord ? Novelty.Known : Context.Novelty);
        }
    }

    private OperationCanceledException? WhyRefused() =>
        Invocation.Cancellation.RefuseNew(Node) ? Refusal.Of(Description)
        : Context.IsToBeCanceled ? RequestedCancel.ExceptionOf(Description, Context.Cancel)
        : null;

    public Task? CallBody(DurableContext child) => ((Func<DurableContext, Task>)body)(child);

    public void OnBodyEnded(T value, Exception? exception)
    {
        if (exception is OperationCanceledException && Invocation.Cancellation.RefuseNew(Node))
        {
            EndWith(exception);
            return;
        }

        _error = exception is null
            ? ContextValue.TryWrite(Context, Header, Serializer, value, out _payload)
            : Context.Cancel?.ErrorOf(exception) ?? ErrorRecorder.FromException(exception);
        if (IsFlat)
        {
            EndFlat();
        }
        else if (_child!.IsRerun)
        {
            EndRerun(exception);
        }
        else if (Checkpoints.SubmitEnd(_child.Node, _error is null ? Header.SucceedContext(_payload) : Header.Fail(_error), this) == SubmitOutcome.Canceled)
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
        using var parent = Activity.EndChild(_child.Node);
        var isThere = _isCanceled || TryTakeOutcome(_error, _payload);
        if (isThere && Operations.Resume(this))
        {
            ResumeAwaiters();
        }
    }

    protected override void Replay(OperationRecord record)
    {
        if (!record.ReplayChildren)
        {
            if (TryTakeOutcome(record.Status == OperationStatus.Succeeded ? null : record.Error ?? ErrorRecorder.Missing(record.Status), record.Payload))
            {
                CompleteNow();
            }
        }
        else if (Operations.Open(this))
        {
            StartBody(Header.Id, Novelty.Known, isRerun: true);
        }
    }

    protected override void StartOrContinue(OperationRecord? record)
    {
        if (record is not null || TrySubmit(Header.Start(), null))
        {
            StartBody(Header.Id, record is null ? Novelty.New : Novelty.Known);
        }
    }

    protected override void QueueEnd()
    {
        _isCanceled = true;
        Invocation.Scheduler.Queue(this);
    }

    private void StartBody(OperationId? recordedId, Novelty novelty, bool isRerun = false)
    {
        _child = Context.OpenChild(Header.Id, recordedId, this, body, novelty, isRerun);
        Operations.Park(this);
        Invocation.Scheduler.Queue(new ContextBody<T>(_child, this));
    }

    private void EndFlat()
    {
        switch (Checkpoints.EndUnrecorded(_child!.Node))
        {
            case SubmitOutcome.Accepted:
                EndTimestamp = _child.LatestEnd;
                Novelty = _child.Novelty;
                Invocation.Scheduler.Queue(this);
                break;
            case SubmitOutcome.Canceled:
                EndWith(Refusal.Of(Description));
                break;
        }
    }

    private void EndRerun(Exception? exception)
    {
        if (_error is not null || PayloadLimits.FitsContext(_payload))
        {
            Invocation.DriftInRerun(_child!.Place, "a value that was too large to be kept", ContextValue.Describe(_payload, _error), exception);
            return;
        }

        Invocation.Scheduler.Queue(this);
    }

    private bool TryTakeOutcome(DurableError? error, string? payload)
    {
        if (error is not null)
        {
            SetException(RequestedCancel.IsCanceled(error) ? RequestedCancel.ExceptionOf(Description, Context.Cancel) : kind.ToException(error).At(Path));
        }
        else if (typeof(T) != typeof(Nothing))
        {
            if (!RecordedValue.TryRead<T>(Context, Header, Serializer, payload, out var value))
            {
                return false;
            }

            SetValue(value);
        }

        return true;
    }
}
