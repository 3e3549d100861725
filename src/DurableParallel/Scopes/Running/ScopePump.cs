using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running.Activity;
using DurableParallel.Scopes.Rules;

namespace DurableParallel.Scopes.Running;

/// <summary>
/// Runs the branches of one scope: starts them, takes up their ends, and has the scope decided after each. One thread at a
/// time does so, so that the rules are asked in one order and under no lock.
/// </summary>
internal sealed class ScopePump : IBranchRunOwner, IScopeStage, IBranchRegistrar
{
    private readonly ScopeIdentity _scope;
    private readonly ScopeGate _gate;
    private readonly List<DurableFuture> _branches;
    private readonly ScopeEnding _ending;
    private readonly BranchLedger _ledger;
    private readonly ScopeDecision _decision;
    private readonly ScopeIntake? _intake;
    private readonly Queue<BranchRun> _settled = [];
    private readonly Queue<BranchRun> _leaving = [];
    private ScopeNovelty _novelty;
    private ScopeRestoration? _restored;
    private ScopeReruns? _reruns;
    private ScopeDeadline? _deadline;
    private ScopeOptions? _changedRules;

    // From the beginning, as a branch that runs again may end before anything was decided.
    private bool _isPumping = true;

    public ScopePump(ScopeIdentity scope, ScopeGate gate, List<DurableFuture> branches, ScopeEnding ending)
    {
        _scope = scope;
        _gate = gate;
        _branches = branches;
        _ending = ending;
        _ledger = new BranchLedger(branches.Count, scope.Config?.MaxConcurrency, grows: gate.IsOpen);
        _decision = new ScopeDecision(scope, gate, branches, ending, _ledger);
        _intake = gate.IsOpen ? new ScopeIntake(scope, gate, branches, _ledger) : null;
    }

    public bool FillsSlotsEarly => !_scope.IsFlat && _ledger.IsLimited && !_decision.AsksForOutcome;

    /// <summary>Begins to run the branches, or goes on with them.</summary>
    /// <param name="record">The scope's record, which has not ended; null for none.</param>
    /// <param name="deadlinePlaces">How many operations were counted for its deadline.</param>
    public void Run(OperationRecord? record, int deadlinePlaces)
    {
        _gate.Enter(ScopePhase.Running);
        _novelty.Begin(isOnRecord: record is not null);
        if (record is null)
        {
            _scope.Owner.See(Novelty.New);
            _scope.Checkpoints.Submit(_scope.Owner.Node, _scope.Header.Start(RulesText.OptionsOf(_scope.Config, CountKnown)), null);
        }
        else if (!TryRestore(record))
        {
            return;
        }

        DecideFromRecords(_intake is not null && _restored is not null ? _restored.Count() : _ledger.Counts);
        BeginDeadline(deadlinePlaces);
        Loop(ended: null);
    }

    public void Register(DurableFuture future, in ActivityHold owner)
    {
        _intake!.Add(future);
        Pump(owner, ended: null);
    }

    public void Close(in ActivityHold owner) => Pump(owner, ended: null);

    public void OnEnded(BranchRun run, in ActivityHold owner) => Pump(owner, run);

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

        _decision.ReleaseIfDecided(run);
    }

    public void GoOn(in ActivityHold owner) => Pump(owner, ended: null);

    // Of branches that start at once more may follow.
    private int CountKnown => _intake is null ? _branches.Count : 0;

    private bool TryRestore(OperationRecord record)
    {
        _changedRules = RulesText.ChangedSince(record, _scope.Config, CountKnown);
        _restored = new ScopeRestoration(_scope, _branches);
        if (_intake is not null)
        {
            return true;
        }

        if (!_restored.TryRestore(_ledger))
        {
            return false;
        }

        if (_restored.Again.Count > 0)
        {
            RunAgain(_restored.Again);
        }

        return true;
    }

    /// <summary>Asks the rules about what is on record. Where that decides, the end that decided first is looked for, as what ended behind it must not.</summary>
    private void DecideFromRecords(in BranchCounts counts)
    {
        if (_restored is not null && _decision.IsOrderNeeded(counts))
        {
            foreach (var (then, ended, isTimedOut) in new RecordedEnds(_scope, counts.Total).InOrder().TakeWhile(_ => !_gate.IsDecided))
            {
                Decide(then, _intake is null ? ended?.ToOutcome(_branches) : null, isTimedOut);
            }
        }

        Decide(counts, lastSettled: null);
    }

    private void RunAgain(List<(DurableFuture Future, BranchStatus Status)> branches)
    {
        _reruns ??= new ScopeReruns(_scope, _gate, _ending, this);
        _reruns.Start(branches);
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

    /// <summary>Pumps, unless another thread does so already, which then takes up the end, or looks once more.</summary>
    private void Pump(in ActivityHold owner, BranchRun? ended)
    {
        owner.Require(_scope.Owner.Node);
        lock (_gate.Lock)
        {
            if (_isPumping)
            {
                if (ended is not null)
                {
                    _settled.Enqueue(ended);
                }

                return;
            }

            _isPumping = true;
        }

        Loop(ended);
    }

    private void Loop(BranchRun? ended)
    {
        while (TryTakeWork(ref ended, out var settled, out var admitted))
        {
            _scope.Invocation.Scheduler.OnHandOver();
            if (settled is not null)
            {
                Settle(settled);
            }
            else if (admitted is not null)
            {
                Start(admitted);
            }
            else if (_intake?.HasWork == true)
            {
                TakeUpRegistered();
            }
            else if (_gate.Phase == ScopePhase.Finishing)
            {
                _decision.Complete();
                _ending.Finish(_changedRules);
            }
            else
            {
                Decide(lastSettled: null, isTimedOut: true);
            }

            _deadline?.LetGoOnceDecided();
        }
    }

    /// <summary>What to do next: start a branch, take up an end, or, with neither, take up what was registered, finish, or count the deadline.</summary>
    private bool TryTakeWork(ref BranchRun? ended, out BranchRun? settled, out DurableFuture? admitted)
    {
        lock (_gate.Lock)
        {
            settled = null;
            admitted = null;
            if (_intake?.HasWork == true)
            {
                return true;
            }

            if (!_gate.IsDecided && _ledger.Counts.Pending > 0 && _scope.Cancellation.RefuseNew(_scope.Owner.Node))
            {
                _decision.Abandon(Refusal.Of(_scope.Description));
            }

            if (TryAdmit(out admitted))
            {
                return true;
            }

            do
            {
                settled = ended ?? (_settled.TryDequeue(out var queued) ? queued : null);
                ended = null;
            }
            while (settled is not null && _deadline?.TrySetAside(settled) == true);

            if (settled is not null || _deadline?.TryTakeLate(out settled) == true)
            {
                _ledger.Settle(settled.Future.Index, settled.Status);
                return true;
            }

            if (_decision.IsCanceled
                ? _decision.IsToEndAsCanceled && (_intake is not { IsClosed: false } || _ledger.Counts.Pending > 0)
                : _deadline?.IsDue(_decision.Running) == true)
            {
                return true;
            }

            if (_gate.Phase == ScopePhase.Decided && _ledger.AllSettled && _reruns is not { AreDone: false } && _intake is not { IsClosed: false })
            {
                _gate.Enter(ScopePhase.Finishing);
                return true;
            }

            _isPumping = false;
            return false;
        }
    }

    private int AdmissionEnd => Math.Min(_deadline?.AdmissionEnd ?? int.MaxValue, _decision.IsCanceled ? StartedBefore : int.MaxValue);

    // Branches that start at once are registered only later, and are on record one behind the other.
    private int StartedBefore => _restored is null ? 0 : _intake is null ? _restored.LastStarted + 1 : _restored.Count().Total;

    // A free place is taken before the next end is looked at, be it on its way or settled, so that how many start does not
    // depend on how many ends happen to arrive together. When the ends that are on their way decide the scope, nothing
    // starts any more; the decision itself waits until they are durable.
    private bool TryAdmit(out DurableFuture? admitted)
    {
        admitted = null;
        while (_gate.Phase == ScopePhase.Running)
        {
            if (_ledger.TryAdmit(out var index, AdmissionEnd))
            {
                admitted = _branches[index];
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
                if (_decision.IsToCome)
                {
                    _gate.Enter(ScopePhase.Deciding);
                }
            }
        }

        return false;
    }

    private void Start(DurableFuture future)
    {
        var branch = _scope.HeaderOf(future);
        var isOnRecord = _scope.IsOnRecord(branch, out var hasDrifted);
        if (hasDrifted)
        {
            return;
        }

        if (!isOnRecord && !_scope.IsFlat)
        {
            _scope.Checkpoints.Submit(_scope.Owner.Node, branch.Start(), null);
        }

        future.MarkRunning();
        var novelty = _scope.IsFlat ? _novelty.OfAdmitted(isOnRecord || future.Index <= _restored?.LastStarted) : isOnRecord ? Novelty.Known : Novelty.New;
        var run = future.CreateRun(this, novelty);
        _decision.Running.Add(run);
        _deadline?.OnStarted();
        run.Start();
    }

    private void Settle(BranchRun run)
    {
        _decision.Running.Remove(run);
        _deadline?.OnRested(run);
        if (_scope.IsFlat)
        {
            run.Future.Novelty = run.Novelty;
            _novelty.OnSettled(run.Novelty);
        }

        if (_intake is null)
        {
            run.Settle(_gate);
        }

        if (run.Status != BranchStatus.Canceled)
        {
            Decide(_decision.AsksForOutcome ? run.ToOutcome() : null);
        }
        else if (!_gate.IsDecided)
        {
            _decision.Abandon(Refusal.Of(_scope.Description));
        }

        // The code that registers may go on behind this: it is to find the scope decided by the end that it has awaited.
        if (_intake is not null)
        {
            run.Settle(_gate);
        }
    }

    /// <summary>Takes up a branch that was registered meanwhile, or that none follows.</summary>
    private void TakeUpRegistered()
    {
        switch (_intake!.TakeUp(out var future))
        {
            case ArrivalKind.HasEnded:
                Decide(lastSettled: null);
                break;
            case ArrivalKind.RunsAgain:
                RunAgain([(future!, _ledger[future!.Index])]);
                Decide(lastSettled: null);
                break;
            case ArrivalKind.GoesOn:
                Start(future!);
                break;
            case ArrivalKind.None when _intake.AreAllFound():
                _decision.OnAllRegistered();
                DecideWithAll();
                break;
        }
    }

    /// <summary>Asks the rules that had to wait for the join.</summary>
    private void DecideWithAll()
    {
        foreach (var (counts, ended) in _decision.AllThatEnded())
        {
            Decide(counts, ended);
        }

        Decide(lastSettled: null);
    }

    private void Decide(BranchOutcome? lastSettled, bool isTimedOut = false) => Decide(_ledger.Counts, lastSettled, isTimedOut);

    private void Decide(in BranchCounts counts, BranchOutcome? lastSettled, bool isTimedOut = false)
    {
        if (_decision.IsReached(counts, lastSettled, isTimedOut))
        {
            _restored?.TakeUpStarted(_ledger, _gate).ForEach(Start);
            _decision.TakeEffect();
        }
    }
}
