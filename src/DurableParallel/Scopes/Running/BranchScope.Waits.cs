using DurableParallel.Errors;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;

namespace DurableParallel.Scopes.Running;

/// <content>Those who wait for the scope or for one of its branches.</content>
internal sealed partial class BranchScope
{
    /// <summary>Joins, if nobody did yet, and returns what waits for the outcome.</summary>
    public JoinWait<T> Join<T>(Func<ParallelResult, T> select, bool throwsOnFailure)
    {
        Begin();
        var wait = new JoinWait<T>(Identity, _ending, select, throwsOnFailure);
        Attach(wait, () => IsJoined, () => _ending.Waits);
        return wait;
    }

    public FutureWait<T> WaitFor<T>(DurableFuture future)
    {
        if (IsOpen)
        {
            throw NotJoined(future);
        }

        if (BodyFrame.Current is IStepFrame step)
        {
            throw Misuse.Of(
                $"Branch '{future.Name}' was awaited in the body of {step.Description}. Await it before the step, in the branch's own body.");
        }

        var wait = new FutureWait<T>(Owner.Invocation.CurrentContext ?? Owner, future);
        Attach(wait, () => future.IsSettled, () => future.Waits);
        return wait;
    }

    /// <summary>The names of the branches, the first few of them, for messages.</summary>
    public string ListNames()
    {
        const int Shown = 5;
        return ShownList.Of(_branches.Select(static branch => $"'{branch.Name}'"), Count, Shown);
    }

    public InvalidOperationException NotJoined(DurableFuture future) =>
        Misuse.Of($"The result of branch '{future.Name}' was asked for before {Identity.Description} was joined. Await JoinAsync first: branches start only then.");

    public InvalidOperationException StillRunning(DurableFuture future) =>
        Misuse.Of($"The result of branch '{future.Name}' was asked for while {Identity.Description} is still running. Await JoinAsync first, "
            + "or, inside a sibling, await AsTask().");

    private void Attach<T>(LocalWait<T> wait, Func<bool> isThere, Func<List<ILocalWait>> waits)
    {
        if (isThere())
        {
            wait.CompleteAtOnce();
            return;
        }

        if (!wait.TryPark())
        {
            return;
        }

        lock (_gate.Lock)
        {
            if (!isThere())
            {
                waits().Add(wait);
                return;
            }
        }

        wait.Complete();
    }
}
