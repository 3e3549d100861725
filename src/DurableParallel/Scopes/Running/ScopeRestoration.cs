using DurableParallel.Records;
using DurableParallel.Running;
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

    /// <summary>The last one of the branches that have ended; null for none.</summary>
    public BranchOutcome? LastEnded { get; private set; }

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
    /// The scope is decided, or its rule failed: what had started and does not run yet goes on when it drains, and else is
    /// canceled without running again.
    /// </summary>
    /// <returns>The branches that are to run.</returns>
    public List<DurableFuture> TakeUpStarted(BranchLedger ledger)
    {
        List<DurableFuture> toRun = [];
        foreach (var future in _branches)
        {
            if (ledger[future.Index] != BranchStatus.Pending || !HasStarted(future))
            {
                continue;
            }

            ledger.MarkStarted(future.Index);
            if (_scope.Drains)
            {
                toRun.Add(future);
            }
            else
            {
                ledger.Settle(future.Index, BranchStatus.Canceled);
                future.Settle(BranchStatus.Canceled, null, null, null);
            }
        }

        return toRun;
    }

    // Flat branches begin in the order of their indexes, so all before one that is known to have begun have begun too.
    private bool HasStarted(DurableFuture future) =>
        _scope.IsFlat ? future.Index <= LastStarted : _scope.Invocation.Find(future.Id) is not null;

    private void Restore(DurableFuture future, OperationRecord ended, BranchLedger ledger)
    {
        var status = ended.Status == OperationStatus.Succeeded ? BranchStatus.Succeeded : BranchStatus.Failed;
        ledger.Settle(future.Index, status);
        future.Novelty = Novelty.Known;
        if (future.TakeRecord(ended, status))
        {
            Again.Add((future, status));
        }

        LastEnded = new BranchOutcome(future.Index, future.Name, status, ended.Error);
    }
}
