using DurableParallel.Records;

namespace DurableParallel.Running.Operations;

/// <summary>
/// Waits for something of the same invocation that has a record elsewhere: a sibling's future, or the join of a scope.
/// Its id is that of what it waits for.
/// </summary>
internal abstract class LocalWait<T>(DurableContext context, OperationId awaited) : DurableOperation<T>(context), ILocalWait
{
    public override OperationId Id { get; } = awaited;

    public override bool IsExternal => false;

    /// <summary>Begins to wait. False behind the fence, where nothing completes any more.</summary>
    public bool TryPark() => Operations.OpenParked(this);

    public void Complete()
    {
        if (Take() is { } awaiters)
        {
            Invocation.Scheduler.Queue(awaiters);
        }
    }

    public IThreadPoolWorkItem? Take() => Operations.Resume(this) && TryTakeResult() ? this : null;

    /// <summary>Completes a wait that never had to wait.</summary>
    public void CompleteAtOnce()
    {
        if (TryTakeResult())
        {
            CompleteNow();
        }
    }

    public override void EndWith(Exception exception)
    {
        SetException(exception);
        Invocation.Scheduler.Queue(this);
    }

    public override void Execute() => ResumeAwaiters();

    /// <summary>Sets value or exception from what was waited for. False when this build cannot read it; then the invocation has ended.</summary>
    protected abstract bool TryTakeResult();
}
