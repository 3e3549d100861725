using DurableParallel.Records;
using DurableParallel.Running.Operations;

namespace DurableParallel.Races;

/// <summary>
/// Waits for all of a list of operations, one after the other. It has no record and takes no place in its context:
/// what it comes to follows from the records of the others.
/// </summary>
internal sealed class AllWait<T>(DurableContext context, DurableOperation[] awaited, Func<DurableOperation[], T> select)
    : LocalWait<T>(context, new OperationId(context.Id, NoPlace)), IEndWatcher
{
    // Places count from 1.
    private const int NoPlace = 0;

    private int _ended;

    public override string Description => awaited is [var only] ? only.Description : $"all of {RacedOperations.Describe(awaited)}";

    public void Begin()
    {
        if (Array.TrueForAll(awaited, static operation => operation.Task.IsCompleted))
        {
            CompleteAtOnce();
        }
        else if (Operations.Open(this))
        {
            Advance();
        }
    }

    public void OnEnded(DurableOperation ended)
    {
        if (Operations.Resume(this))
        {
            Advance();
        }
    }

    public override void Execute()
    {
        Invocation.Watches.StopWatching(this, awaited);
        base.Execute();
    }

    protected override bool TryTakeResult()
    {
        Novelty = awaited.Length == 0 ? Novelty.Known : awaited.Max(static operation => operation.Novelty);
        EndTimestamp = awaited.Max(static operation => operation.EndTimestamp);
        try
        {
            SetValue(select(awaited));
        }
        catch (Exception exception)
        {
            SetException(exception);
        }

        return true;
    }

    /// <summary>Passes over those that have ended, and parks at the first that has not. The wait is counted.</summary>
    private void Advance()
    {
        for (; _ended < awaited.Length; _ended++)
        {
            if (Invocation.Watches.ParkUntilEnd(this, awaited.AsSpan(_ended, 1)) < 0)
            {
                return;
            }
        }

        if (TryTakeResult())
        {
            Invocation.Scheduler.Queue(this);
        }
    }
}
