using DurableParallel.Running.Operations;

namespace DurableParallel.Scopes.Running;

/// <summary>Waits for one branch, while its scope is being joined or after.</summary>
internal sealed class FutureWait<T>(DurableContext context, DurableFuture future)
    : LocalWait<T>(context, future.Id)
{
    public override string Description => $"branch '{future.Name}' of {future.Scope.Identity.Description}";

    // The branch is its scope's, which tells what became of it.
    public override bool CountsAsLeft(bool hasEnded) => false;

    protected override bool TryTakeResult()
    {
        if (!future.TryReadValue())
        {
            return false;
        }

        Novelty = future.Novelty;
        EndTimestamp = future.EndTimestamp;
        try
        {
            SetValue(future.TakeOutcome<T>());
        }
        catch (Exception exception)
        {
            SetException(exception);
        }

        return true;
    }
}
