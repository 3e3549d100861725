using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Rules;

namespace DurableParallel.Scopes.Running;

/// <summary>
/// The decision of one scope: asks the rules, and does to the branches what they decide. Those that run are canceled or left
/// alone, and those that never started are skipped. Only the pump calls it, one thread at a time.
/// </summary>
internal sealed class ScopeDecision
{
    private readonly ScopeIdentity _scope;
    private readonly ScopeGate _gate;
    private readonly List<DurableFuture> _branches;
    private readonly ScopeEnding _ending;
    private readonly BranchLedger _ledger;
    private readonly bool _isCanceled;
    private CompletionPolicy _policy;
    private Chain<BranchRun> _running;

    public ScopeDecision(ScopeIdentity scope, ScopeGate gate, List<DurableFuture> branches, ScopeEnding ending, BranchLedger ledger)
    {
        _scope = scope;
        _gate = gate;
        _branches = branches;
        _ending = ending;
        _ledger = ledger;
        _isCanceled = scope.Owner.IsToBeCanceled;
        _policy = gate.IsOpen ? CompletionPolicy.WhileOpen(scope.Config) : CompletionPolicy.For(scope.Config, branches.Count);
    }

    /// <summary>The branches that have started and not settled.</summary>
    public ref Chain<BranchRun> Running => ref _running;

    /// <summary>Whether there is a rule of the user's, which looks at the branch that settled last.</summary>
    public bool AsksForOutcome => _policy.AsksForOutcome;

    /// <summary>Whether the ends that are on their way decide the scope. Under the scope's lock: a rule of the user's is not asked.</summary>
    public bool IsToCome => !_isCanceled && _policy.Decide(_ledger.CountsToCome, lastSettled: null) is not null;

    /// <summary>
    /// Whether the order of the ends that are on record matters: the rules of the library decide alike in every order, if they
    /// decide at all, until one end decides; a rule of the user's may look at each. A flat branch has no end on record.
    /// </summary>
    public bool IsOrderNeeded(in BranchCounts recorded) =>
        !_isCanceled && !_scope.IsFlat && (AsksForOutcome || _policy.Decide(recorded, lastSettled: null) is not null);

    /// <summary>
    /// Whether the execution is being canceled and the scope had begun before: no branch starts that had not, and the scope is
    /// decided when those that had have ended, so that none cuts the cleanup of another.
    /// </summary>
    public bool IsCanceled => _isCanceled;

    /// <summary>Whether that is so now.</summary>
    public bool IsToEndAsCanceled => _isCanceled && !_gate.IsDecided && _ledger.Counts.Running == 0;

    /// <summary>No further branch will be registered: from here on all rules are asked.</summary>
    public void OnAllRegistered() => _policy = CompletionPolicy.For(_scope.Config, _branches.Count);

    /// <summary>Asks the rules, under no lock. Returns whether they decide the scope now, or one of them failed; then <see cref="TakeEffect"/> is to follow.</summary>
    public bool IsReached(in BranchCounts counts, BranchOutcome? lastSettled, bool isTimedOut)
    {
        if (_gate.IsDecided)
        {
            return false;
        }

        if (_isCanceled)
        {
            _ending.Verdict = counts.Running > 0 || !isTimedOut ? null
                : _policy.Decide(counts, lastSettled: null) is { Failed: false } success ? success
                : _policy.Finish(new CompletionVerdict(CompletionReason.Canceled, Failed: true), counts);
            return _ending.Verdict is not null;
        }

        try
        {
            _ending.Verdict = _policy.Decide(counts, lastSettled, isTimedOut);
        }
        catch (Exception fromRule)
        {
            _ending.Failure = fromRule;
            return true;
        }

        return _ending.Verdict is not null;
    }

    /// <summary>
    /// What a rule of the user's is asked at the join of a scope whose branches started before: about every branch that has
    /// ended by then, as if they had ended in the order of registration.
    /// </summary>
    public IEnumerable<(BranchCounts Counts, BranchOutcome Ended)> AllThatEnded()
    {
        if (!AsksForOutcome)
        {
            yield break;
        }

        var (succeeded, failed) = (0, 0);
        foreach (var future in _branches)
        {
            var status = _ledger[future.Index];
            if (status is not (BranchStatus.Succeeded or BranchStatus.Failed))
            {
                continue;
            }

            succeeded += status == BranchStatus.Succeeded ? 1 : 0;
            failed += status == BranchStatus.Failed ? 1 : 0;
            var counts = _ledger.Counts with { Succeeded = succeeded, Failed = failed };
            yield return (counts with { Running = counts.Running + counts.Pending }, new BranchOutcome(future.Index, future.Name, status, future.Error));
        }
    }

    /// <summary>The scope is decided: nothing starts any more, and what runs or waits learns it.</summary>
    public void TakeEffect()
    {
        Close();
        CancelRunning();
        if (_ending.Verdict is not null)
        {
            SettleSkipped();
        }
    }

    /// <summary>The scope ends without an outcome of its own, and writes nothing more.</summary>
    public void Abandon(Exception reason)
    {
        _ending.Failure = reason;
        Close();
    }

    /// <summary>Cancels what a branch that is parked waits for, once the scope is decided. From any thread.</summary>
    public void ReleaseIfDecided(BranchRun run)
    {
        if (_gate.IsDecided && !_scope.Drains)
        {
            _scope.Cancellation.ReleaseIfParked(run.Node);
        }
    }

    /// <summary>All branches have settled: those that run when a verdict falls may have met its minimum since.</summary>
    public void Complete()
    {
        _scope.Invocation.Limits.Return(_scope.IsFlat ? 0 : _ledger.Counts.Skipped);
        if (_ending.Verdict is { } verdict)
        {
            _ending.Verdict = _policy.Finish(verdict, _ledger.Counts);
        }
    }

    private void Close()
    {
        _ledger.Close();
        _gate.Enter(ScopePhase.Decided);
    }

    private void CancelRunning()
    {
        if (_scope.Drains)
        {
            return;
        }

        for (var run = _running.First; run is not null; run = run.Next)
        {
            _scope.Cancellation.Refuse(run.Node);
            TokenCancellation.Queue(_scope.Invocation, run.Node, _scope.Owner.Node);
            ReleaseIfDecided(run);
        }
    }

    /// <summary>What never started is known as soon as the scope is decided, and so it is told at once to all that wait for it.</summary>
    private void SettleSkipped()
    {
        List<ILocalWait> waits = [];
        lock (_gate.Lock)
        {
            if (_ledger.Counts.Skipped > 0)
            {
                // Those that were registered meanwhile are taken up later, as they may be on record.
                for (var index = 0; index < _ledger.Total; index++)
                {
                    var future = _branches[index];
                    if (future.Status == BranchStatus.Pending)
                    {
                        future.Settle(BranchStatus.Skipped, null, null, null);
                        waits.AddRange(future.TakeWaits());
                    }
                }
            }
        }

        foreach (var wait in waits)
        {
            wait.Complete();
        }
    }
}
