using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Rules;

namespace DurableParallel.Scopes.Running;

/// <summary>
/// The branches of a running scope that starts each one when it is registered: adds them, and finds what is on record of
/// each. They are added by the code that registers; all else is called by the scope's pump alone.
/// </summary>
internal sealed class ScopeIntake
{
    private readonly ScopeIdentity _scope;
    private readonly ScopeGate _gate;
    private readonly List<DurableFuture> _branches;
    private readonly BranchLedger _ledger;
    private int _found;

    public ScopeIntake(ScopeIdentity scope, ScopeGate gate, List<DurableFuture> branches, BranchLedger ledger)
    {
        _scope = scope;
        _gate = gate;
        _branches = branches;
        _ledger = ledger;
    }

    /// <summary>Whether all branches are registered and taken up.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Whether a branch is to be taken up, or the fact that none follows.</summary>
    public bool HasWork => _ledger.Total < _branches.Count || (!IsClosed && !_gate.IsOpen);

    /// <summary>Adds a branch. It takes a place among the operations of the execution, unless it is on record and has one.</summary>
    /// <exception cref="DurableLimitException">There is no place left.</exception>
    public void Add(DurableFuture future)
    {
        var isOnRecord = _scope.Invocation.Find(future.Id) is not null;
        if (!isOnRecord)
        {
            _scope.TakePlace(future);
        }

        lock (_gate.Lock)
        {
            _branches.Add(future);

            // At once, also when another thread pumps, which takes it up a moment later.
            if (!isOnRecord && _gate.IsDecided)
            {
                future.Settle(BranchStatus.Skipped, null, null, null);
            }
        }
    }

    /// <summary>Takes up the next branch: it gets its place in the ledger, and its outcome when it has one already.</summary>
    public ArrivalKind TakeUp(out DurableFuture? next)
    {
        lock (_gate.Lock)
        {
            next = _ledger.Total < _branches.Count ? _branches[_ledger.Total] : null;
            IsClosed = next is null;
        }

        if (next is null)
        {
            return ArrivalKind.None;
        }

        var record = _scope.FindBranch(_scope.HeaderOf(next), out var hasDrifted);
        if (hasDrifted)
        {
            return Wait();
        }

        _found += record is null ? 0 : 1;
        return record switch
        {
            { IsEnded: true } => TakeEnded(next, record),
            not null when _gate.IsDecided && _scope.Drains => GoOn(),
            not null when _gate.IsDecided => Settle(next, BranchStatus.Canceled, BranchStatus.Canceled),
            null when _gate.IsDecided => Settle(next, BranchStatus.Pending, BranchStatus.Skipped),
            _ => Wait(),
        };
    }

    /// <summary>Whether all branches that are on record were registered again; else the invocation ends as drifted.</summary>
    public bool AreAllFound()
    {
        var stored = _scope.Invocation.CountBelow(_scope.Id);
        if (stored <= _found)
        {
            return true;
        }

        _scope.Invocation.Drift(DriftCheck.MissingOperations(_scope.Place, stored, _found));
        return false;
    }

    private ArrivalKind Wait()
    {
        Place(BranchStatus.Pending);
        return ArrivalKind.Waits;
    }

    private ArrivalKind GoOn()
    {
        Place(BranchStatus.Running);
        return ArrivalKind.GoesOn;
    }

    private ArrivalKind Settle(DurableFuture future, BranchStatus place, BranchStatus status)
    {
        Place(place);
        Show(future, () => future.Settle(status, null, null, null));
        return ArrivalKind.Waits;
    }

    private ArrivalKind TakeEnded(DurableFuture future, OperationRecord ended)
    {
        var status = BranchRun.StatusOf(ended);
        Place(status);
        future.Novelty = Novelty.Known;
        Show(future, () => future.TakeRecord(ended, status));
        return ended.ReplayChildren ? ArrivalKind.RunsAgain : ArrivalKind.HasEnded;
    }

    private void Place(BranchStatus status)
    {
        lock (_gate.Lock)
        {
            _ledger.Add(status);
        }
    }

    /// <summary>Gives a branch its outcome, and lets those go on that wait for it.</summary>
    private void Show(DurableFuture future, Action settle)
    {
        List<ILocalWait> waits;
        lock (_gate.Lock)
        {
            settle();
            waits = future.IsSettled ? future.TakeWaits() : [];
        }

        waits.ForEach(static wait => wait.Complete());
    }
}
