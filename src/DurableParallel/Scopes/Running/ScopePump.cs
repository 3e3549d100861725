using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Rules;

namespace DurableParallel.Scopes.Running;

/// <summary>
/// Runs the branches of one scope: starts them, takes up their ends and asks the rules after each. One thread at a time does
/// so, so that the rules are asked in one order and under no lock.
/// </summary>
internal sealed class ScopePump : IBranchRunOwner, IScopeStage
{
    private readonly ScopeIdentity _scope;
    private readonly ScopeGate _gate;
    private readonly List<DurableFuture> _branches;
    private readonly ScopeEnding _ending;
    private readonly CompletionPolicy _policy;
    private readonly BranchLedger _ledger;
    private readonly Queue<BranchRun> _settled = [];
    private readonly Queue<BranchRun> _leaving = [];
    private Chain<BranchRun> _running;
    private ScopeNovelty _novelty;
    private ScopeRestoration? _restored;
    private ScopeReruns? _reruns;
    private ScopeDeadline? _deadline;
    private bool _isPumping;

    public ScopePump(ScopeIdentity scope, ScopeGate gate, List<DurableFuture> branches, ScopeEnding ending)
    {
        _scope = scope;
        _gate = gate;
        _branches = branches;
        _ending = ending;
        _policy = CompletionPolicy.For(scope.Config, branches.Count);
        _ledger = new BranchLedger(branches.Count, scope.Config?.MaxConcurrency);
    }

    public bool FillsSlotsEarly => !_scope.IsFlat && _ledger.IsLimited && !_policy.AsksForOutcome;

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
        if (_gate.IsDecided && !_scope.Drains)
        {
            _scope.Tracker.ReleaseIfParked(run.Node);
        }
    }

    public void Run(OperationRecord? record, int deadlinePlaces)
    {
        _gate.Enter(ScopePhase.Running);
        _novelty.Begin(isOnRecord: record is not null);
        if (record is null)
        {
            _scope.Owner.See(Novelty.New);
            _scope.Tracker.Submit(_scope.Owner.Node, _scope.Header.Start(), null);
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
        if (_scope.Config?.Timeout is not { } timeout || _gate.IsDecided)
        {
            _scope.Invocation.Limits.Return(places);
            return;
        }

        _deadline = new ScopeDeadline(_scope, _gate, this, _restored?.LastStarted ?? -1);
        _ending.Deadline = _deadline.MakeOperation(timeout);
        _ending.Deadline.Begin();
    }

    /// <summary>Goes on with a scope whose end is not on record. False when the code has drifted, and the invocation has ended.</summary>
    private bool TryRestore()
    {
        _restored = new ScopeRestoration(_scope, _branches);
        if (!_restored.TryRestore(_ledger))
        {
            return false;
        }

        if (_restored.Again.Count > 0)
        {
            _reruns = new ScopeReruns(_scope, _gate, _ending, this);
            _reruns.Start(_restored.Again);
        }

        return true;
    }

    /// <summary>Does what there is to do, unless a pump is at it already, which then looks once more. The hold lasts for as long as this call.</summary>
    public void GoOn(in ActivityHold owner)
    {
        owner.Require(_scope.Owner.Node);
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
            _scope.Invocation.Scheduler.OnHandOver();
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
        var branch = _scope.HeaderOf(future);
        var isOnRecord = _scope.IsOnRecord(branch, out var hasDrifted);
        if (hasDrifted)
        {
            return;
        }

        if (!isOnRecord && !_scope.IsFlat)
        {
            _scope.Tracker.Submit(_scope.Owner.Node, branch.Start(), null);
        }

        future.MarkRunning();
        var novelty = _scope.IsFlat ? _novelty.OfAdmitted(isOnRecord || future.Index <= _restored?.LastStarted) : isOnRecord ? Novelty.Known : Novelty.New;
        var run = future.CreateRun(this, novelty);
        _running.Add(run);
        _deadline?.OnStarted();
        run.Start();
    }

    private void OnSettled(BranchRun run)
    {
        _running.Remove(run);
        _deadline?.OnRested(run);
        if (_scope.IsFlat)
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
            Abandon(Refusal.Of(_scope.Description));
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
            if (_scope.Drains)
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
        if (_scope.Drains)
        {
            return;
        }

        for (var run = _running.First; run is not null; run = run.Next)
        {
            _scope.Tracker.Refuse(run.Node);
            TokenCancellation.Queue(_scope.Invocation, run.Node, _scope.Owner.Node);
            ReleaseIfDecided(run);
        }
    }

    private void Finish()
    {
        _scope.Invocation.Limits.Return(_scope.IsFlat ? 0 : _ledger.Counts.Skipped);
        if (_ending.Verdict is { } verdict)
        {
            _ending.Verdict = _policy.Finish(verdict, _ledger.Counts);
        }

        _ending.Finish();
    }

    private bool TryTakeWork(out BranchRun? settled, out int admitted)
    {
        admitted = -1;
        lock (_gate.Lock)
        {
            settled = null;
            if (!_gate.IsDecided && _ledger.Counts.Pending > 0 && _scope.Tracker.RefuseNew(_scope.Owner.Node))
            {
                Abandon(Refusal.Of(_scope.Description));
            }

            if (TryAdmit(out admitted))
            {
                return true;
            }

            while (_settled.TryDequeue(out settled) && _deadline?.TrySetAside(settled) == true)
            {
            }

            if (settled is not null || _deadline?.TryTakeLate(out settled) == true)
            {
                _ledger.Settle(settled.Future.Index, settled.Status);
                return true;
            }

            if (_deadline?.IsDue(_running) == true)
            {
                return true;
            }

            if (_ledger.AllSettled && _reruns is not { AreDone: false } && _gate.Phase == ScopePhase.Decided)
            {
                _gate.Enter(ScopePhase.Finishing);
                return true;
            }

            _isPumping = false;
            return false;
        }
    }

    // A free place is taken before the next end is looked at, be it on its way or settled, so that how many start does not
    // depend on how many ends happen to arrive together. When the ends that are on their way decide the scope, nothing
    // starts any more; the decision itself waits until they are durable.
    private bool TryAdmit(out int admitted)
    {
        admitted = -1;
        while (_gate.Phase == ScopePhase.Running)
        {
            if (_ledger.TryAdmit(out admitted, _deadline?.AdmissionEnd ?? int.MaxValue))
            {
                return true;
            }

            if (!_leaving.TryDequeue(out var run))
            {
                return false;
            }

            // Its end may have been faster.
            if (_ledger[run.Future.Index] == BranchStatus.Running)
            {
                _ledger.Leave(run.Future.Index, run.Status == BranchStatus.Succeeded);
                if (_policy.Decide(_ledger.CountsToCome, lastSettled: null) is not null)
                {
                    _gate.Enter(ScopePhase.Deciding);
                }
            }
        }

        return false;
    }
}
