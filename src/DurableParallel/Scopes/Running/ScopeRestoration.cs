using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Rules;

namespace DurableParallel.Scopes.Running;

/// <summary>
/// What is on record of a scope that has begun and not ended. Every branch whose end is durable counts before anything is
/// decided, so that no outcome can contradict it.
/// </summary>
internal sealed class ScopeRestoration
{
    private readonly ScopeIdentity _scope;
    private readonly List<DurableFuture> _branches;

    public ScopeRestoration(ScopeIdentity scope, List<DurableFuture> branches)
    {
        _scope = scope;
        _branches = branches;
    }

    /// <summary>The last branch that is known to have started; -1 for none.</summary>
    public int LastStarted { get; private set; } = -1;

    /// <summary>Those that have ended and run again, because their value is on record nowhere.</summary>
    public List<(DurableFuture Future, BranchStatus Status)> Again { get; } = [];

    /// <summary>Settles every branch whose end is on record. False when the code has drifted, and the invocation has ended.</summary>
    public bool TryRestore(BranchLedger ledger)
    {
        var found = 0;
        foreach (var future in _branches)
        {
            var branch = _scope.HeaderOf(future);
            if (!_scope.IsOnRecord(branch, out var hasDrifted))
            {
                if (hasDrifted)
                {
                    return false;
                }

                continue;
            }

            found++;
            LastStarted = future.Index;
            if (!_scope.IsFlat && _scope.Invocation.Find(branch.Id) is { IsEnded: true } ended)
            {
                Restore(future, ended, ledger);
            }
        }

        var stored = _scope.Invocation.CountBelow(_scope.Id);
        if (stored > found)
        {
            _scope.Invocation.Drift(DriftCheck.MissingOperations(_scope.Place, stored, found));
            return false;
        }

        return true;
    }

    /// <summary>
    /// What is on record of all branches, before one is registered: those that start at once are, one behind the other, as
    /// their starts are recorded in that order.
    /// </summary>
    public BranchCounts Count()
    {
        var (total, succeeded, failed) = (_scope.Invocation.CountBelow(_scope.Id), 0, 0);
        for (var index = 0; index < total; index++)
        {
            var status = _scope.Invocation.Find(new OperationId(_scope.Id, index + 1))?.Status;
            succeeded += status == OperationStatus.Succeeded ? 1 : 0;
            failed += status == OperationStatus.Failed ? 1 : 0;
        }

        return new BranchCounts(total, succeeded, failed, Canceled: 0, Skipped: 0, Running: total - succeeded - failed);
    }

    /// <summary>
    /// The scope is decided, or its rule failed: what had started and does not run yet goes on when it drains, and else is
    /// canceled without running again.
    /// </summary>
    /// <returns>The branches that are to run.</returns>
    public List<DurableFuture> TakeUpStarted(BranchLedger ledger, ScopeGate gate)
    {
        List<DurableFuture> toRun = [];
        List<ILocalWait> waits = [];
        lock (gate.Lock)
        {
            for (var index = 0; index < ledger.Total; index++)
            {
                var future = _branches[index];
                if (ledger[index] != BranchStatus.Pending || !HasStarted(future))
                {
                    continue;
                }

                ledger.MarkStarted(index);
                if (_scope.Drains)
                {
                    toRun.Add(future);
                }
                else
                {
                    ledger.Settle(index, BranchStatus.Canceled);
                    future.Settle(BranchStatus.Canceled, null, null, null);
                    waits.AddRange(future.TakeWaits());
                }
            }
        }

        waits.ForEach(static wait => wait.Complete());
        return toRun;
    }

    // Flat branches begin in the order of their indexes, so all before one that is known to have begun have begun too.
    private bool HasStarted(DurableFuture future) =>
        _scope.IsFlat ? future.Index <= LastStarted : _scope.Invocation.Find(future.Id) is not null;

    private void Restore(DurableFuture future, OperationRecord ended, BranchLedger ledger)
    {
        var status = BranchRun.StatusOf(ended);
        ledger.Settle(future.Index, status);
        future.Novelty = Novelty.Known;
        if (future.TakeRecord(ended, status))
        {
            Again.Add((future, status));
        }
    }
}
