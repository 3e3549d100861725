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
        var wait = new JoinWait<T>(this, select, throwsOnFailure);
        Attach(wait, () => IsJoined, () => _waits);
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

        var wait = new FutureWait<T>(Owner.Invocation.CurrentContext ?? Owner, this, future);
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
        Misuse.Of($"The result of branch '{future.Name}' was asked for before {Description} was joined. Await JoinAsync first: branches start only then.");

    public InvalidOperationException StillRunning(DurableFuture future) =>
        Misuse.Of($"The result of branch '{future.Name}' was asked for while {Description} is still running. Await JoinAsync first, "
            + "or, inside a sibling, await AsTask().");

    private void Publish()
    {
        if (!TryReadValues())
        {
            return;
        }

        if (_deadline is not null)
        {
            Owner.Invocation.Operations.Withdraw(_deadline);
        }

        List<ILocalWait> waits = [];
        lock (_lock)
        {
            foreach (var future in _branches)
            {
                if (!future.IsSettled)
                {
                    future.Settle(future.Status == BranchStatus.Running ? BranchStatus.Canceled : BranchStatus.Skipped, null, null, null);
                    waits.AddRange(future.TakeWaits());
                }
            }

            Result = Failure is null ? Outcome : null;
            _state = ScopeState.Joined;
            waits.AddRange(_waits);
            _waits.Clear();
        }

        foreach (var wait in waits)
        {
            wait.Complete();
        }
    }

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

        lock (_lock)
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
