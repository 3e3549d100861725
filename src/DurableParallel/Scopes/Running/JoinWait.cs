using DurableParallel.Running;
using DurableParallel.Running.Operations;

namespace DurableParallel.Scopes.Running;

/// <summary>Waits for the end of a scope. It ends through its branches, so it is never released by itself.</summary>
internal sealed class JoinWait<T>(ScopeIdentity scope, ScopeEnding ending, Func<ParallelResult, T> select, bool throwsOnFailure)
    : LocalWait<T>(scope.Owner, scope.Id), IScopeWait
{
    public override bool IsReleasable => false;

    public override string Description => scope.Description;

    // Several joins may wait for one scope, and one of them is enough.
    public override bool CountsAsLeft(bool hasEnded) => !hasEnded;

    ScopeView IScopeWait.Look() => new(scope.Config, [.. ending.CopyBranches().Select(static branch => (branch.Name, branch.Status))]);

    protected override bool TryTakeResult()
    {
        Novelty = ending.Novelty;
        EndTimestamp = ending.EndTimestamp;
        if (ending.Failure is { } failure)
        {
            SetException(failure);
            return true;
        }

        var result = ending.Result!;
        if (throwsOnFailure && !result.IsSuccess)
        {
            SetException(new ParallelExecutionException(scope.Name, result));
        }
        else
        {
            SetValue(select(result));
        }

        return true;
    }
}
