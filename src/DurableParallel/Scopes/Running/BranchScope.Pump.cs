using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Rules;

namespace DurableParallel.Scopes.Running;

/// <content>From the join to the recorded end: admit, settle, decide, finish. One pump runs at a time.</content>
internal sealed partial class BranchScope
{
    public bool FillsSlotsEarly => !Identity.IsFlat && _ledger.IsLimited && !_policy.AsksForOutcome;

    public void OnEnded(BranchRun run, in ActivityHold owner)
    {
        lock (_gate.Lock)
        {
            _settled.Enqueue(run);
        }

        GoOn(owner);
    }

    public void OnEndSubmitted(BranchRun run, in ActivityHold owner)
    {
        lock (_gate.Lock)
        {
            _leaving.Enqueue(run);
        }

        GoOn(owner);
    }

    public void OnParked(BranchRun run, in ActivityHold owner)
    {
        _deadline?.OnRested(run);
        if (_deadline is { IsCatchingUp: true } && !_gate.IsDecided)
        {
            GoOn(owner);
        }

        ReleaseIfDecided(run);
    }

    private void ReleaseIfDecided(BranchRun run)
    {
        if (_gate.IsDecided && !Identity.Drains)
        {
            Tracker.ReleaseIfParked(run.Node);
        }
    }

    private void Drain(OperationRecord? record, int deadlinePlaces)
    {
        _gate.Enter(ScopePhase.Running);
        _ledger = new BranchLedger(_branches.Count, Identity.Config?.MaxConcurrency);
        _policy = CompletionPolicy.For(Identity.Config, _branches.Count);
        _novelty.Begin(isOnRecord: record is not null);
        if (record is null)
        {
            Owner.See(Novelty.New);
            Tracker.Submit(Owner.Node, Identity.Header.Start(), null);
        }
        else if (!TryRestore())
        {
            return;
        }

        // Deciding is the pump's: a branch that it starts again may settle at once.
        _isPumping = true;
        Decide(_restored?.LastEnded);
        BeginDeadline(deadlinePlaces);
        RunPump();
    }

    private void BeginDeadline(int places)
    {
        if (Identity.Config?.Timeout is not { } timeout || _gate.IsDecided)
        {
            Owner.Invocation.Limits.Return(places);
            return;
        }

        _deadline = new ScopeDeadline(Identity, _gate, this, _restored?.LastStarted ?? -1);
        _ending.Deadline = _deadline.MakeOperation(timeout);
        _ending.Deadline.Begin();
    }

    /// <summary>Goes on with a scope whose end is not on record. False when the code has drifted, and the invocation has ended.</summary>
    private bool TryRestore()
    {
        _restored = new ScopeRestoration(Identity, _branches);
        if (!_restored.TryRestore(_ledger))
        {
            return false;
        }

        if (_restored.Again.Count > 0)
        {
            _reruns = new ScopeReruns(Identity, _gate, _ending, this);
            _reruns.Start(_restored.Again);
        }

        return true;
    }

    /// <summary>Does what there is to do, unless a pump is at it already, which then looks once more. The hold lasts for as long as this call.</summary>
    public void GoOn(in ActivityHold owner)
    {
        owner.Require(Owner.Node);
        lock (_gate.Lock)
        {
            if (_isPumping)
            {
                return;
            }

            _isPumping = true;
        }

        RunPump();
    }

    private void RunPump()
    {
        while (TryTakeWork(out var settled, out var admitted))
        {
            Owner.Invocation.Scheduler.OnHandOver();
            if (settled is not null)
            {
                OnSettled(settled);
            }
            else if (admitted >= 0)
            {
                StartBranch(_branches[admitted]);
            }
            else if (_gate.Phase == ScopePhase.Finishing)
            {
                Finish();
            }
            else
            {
                Decide(lastSettled: null, isTimedOut: true);
            }

            _deadline?.LetGoOnceDecided();
        }
    }

    private void StartBranch(DurableFuture future)
    {
        var branch = Identity.HeaderOf(future);
        var isOnRecord = Identity.IsOnRecord(branch, out var hasDrifted);
        if (hasDrifted)
        {
            return;
        }

        if (!isOnRecord && !Identity.IsFlat)
        {
            Tracker.Submit(Owner.Node, branch.Start(), null);
        }

        future.MarkRunning();
        var novelty = Identity.IsFlat ? _novelty.OfAdmitted(isOnRecord || future.Index <= _restored?.LastStarted) : isOnRecord ? Novelty.Known : Novelty.New;
        var run = future.CreateRun(this, novelty);
        _running.Add(run);
        _deadline?.OnStarted();
        run.Start();
    }

    private void OnSettled(BranchRun run)
    {
        _running.Remove(run);
        _deadline?.OnRested(run);
        if (Identity.IsFlat)
        {
            run.Future.Novelty = run.Novelty;
            _novelty.OnSettled(run.Novelty);
        }

        List<ILocalWait> waits;
        lock (_gate.Lock)
        {
            run.Settle();
            waits = run.Future.TakeWaits();
        }

        foreach (var wait in waits)
        {
            wait.Complete();
        }

        if (run.Status != BranchStatus.Canceled)
        {
            Decide(_policy.AsksForOutcome ? run.Future.ToOutcome() : null);
        }
        else if (!_gate.IsDecided)
        {
            Abandon(Refusal.Of(Identity.Description));
        }
    }

    private void Decide(BranchOutcome? lastSettled, bool isTimedOut = false)
    {
        if (_gate.IsDecided)
        {
            return;
        }

        try
        {
            _ending.Verdict = _policy.Decide(_ledger.Counts, lastSettled, isTimedOut);
        }
        catch (Exception fromRule)
        {
            TakeUpStarted();
            Abandon(fromRule);
            SignalRunning();
            return;
        }

        if (_ending.Verdict is not null)
        {
            TakeUpStarted();
            _ledger.Close();
            _gate.Enter(ScopePhase.Decided);
            SignalRunning();
            SettleSkipped();
        }
    }

    /// <summary>
    /// Branches that are on record as started when the scope is decided at once, or its rule fails: draining, they go on,
    /// else they are canceled without running again.
    /// </summary>
    private void TakeUpStarted()
    {
        if (_restored is null)
        {
            return;
        }

        foreach (var future in _branches)
        {
            if (_ledger[future.Index] != BranchStatus.Pending || !_restored.HasStarted(future))
            {
                continue;
            }

            _ledger.MarkStarted(future.Index);
            if (Identity.Drains)
            {
                StartBranch(future);
            }
            else
            {
                _ledger.Settle(future.Index, BranchStatus.Canceled);
                future.Settle(BranchStatus.Canceled, null, null, null);
            }
        }
    }

    /// <summary>What never started is known as soon as the scope is decided; whoever still waits for it learns it now.</summary>
    private void SettleSkipped()
    {
        List<ILocalWait> waits = [];
        lock (_gate.Lock)
        {
            if (_ledger.Counts.Skipped > 0)
            {
                foreach (var future in _branches)
                {
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

    /// <summary>The scope ends without an outcome of its own, and writes nothing more.</summary>
    private void Abandon(Exception reason)
    {
        _ending.Failure = reason;
        _ledger.Close();
        _gate.Enter(ScopePhase.Decided);
    }

    /// <summary>Tells what still runs that the scope is decided; draining, it is left alone instead.</summary>
    private void SignalRunning()
    {
        if (Identity.Drains)
        {
            return;
        }

        for (var run = _running.First; run is not null; run = run.Next)
        {
            Tracker.Refuse(run.Node);
            TokenCancellation.Queue(Owner.Invocation, run.Node, Owner.Node);
            ReleaseIfDecided(run);
        }
    }

    private void Finish()
    {
        Owner.Invocation.Limits.Return(Identity.IsFlat ? 0 : _ledger.Counts.Skipped);
        if (_ending.Verdict is { } verdict)
        {
            _ending.Verdict = _policy.Finish(verdict, _ledger.Counts);
        }

        _ending.Finish();
    }
}
