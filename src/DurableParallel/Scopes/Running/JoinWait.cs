using DurableParallel.Running.Operations;

namespace DurableParallel.Scopes.Running;

/// <summary>Waits for the end of a scope. It ends through its branches, so it is never released by itself.</summary>
internal sealed class JoinWait<T>(BranchScope scope, Func<ParallelResult, T> select, bool throwsOnFailure)
    : LocalWait<T>(scope.Identity.Owner, scope.Identity.Id)
{
    public override bool IsReleasable => false;

    public override string Description => scope.Identity.Description;

    // Several joins may wait for one scope, and one of them is enough.
    public override bool CountsAsLeft(bool hasEnded) => !hasEnded;

    protected override bool TryTakeResult()
    {
        Novelty = scope.EndNovelty;
        EndTimestamp = scope.EndTimestamp;
        if (scope.Failure is { } failure)
        {
            SetException(failure);
            return true;
        }

        var result = scope.Result!;
        if (throwsOnFailure && !result.IsSuccess)
        {
            SetException(new ParallelExecutionException(scope.Identity.Name, result));
        }
        else
        {
            SetValue(select(result));
        }

        return true;
    }
}
