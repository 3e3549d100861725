using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Rules;

namespace DurableParallel.Scopes.Running;

/// <content>From the join to the recorded end: admit, settle, decide, finish. One pump runs at a time.</content>
internal sealed partial class BranchScope
{
    /// <summary>A branch has ended, durably or as canceled.</summary>
    public void Settle(BranchRun run, in ActivityHold owner)
    {
        lock (_lock)
        {
            _settled.Enqueue(run);
        }

        Pump(owner);
    }

    /// <summary>Whether the next branch may start when the end of one is on its way: see <see cref="OnEndSubmitted"/>.</summary>
    public bool FillsSlotsEarly => !IsFlat && _ledger.IsLimited && !_policy.AsksForOutcome;

    /// <summary>A branch's end is on its way to the journal, in front of whatever is recorded from here on.</summary>
    public void OnEndSubmitted(BranchRun run, in ActivityHold owner)
    {
        lock (_lock)
        {
            _leaving.Enqueue(run);
        }

        Pump(owner);
    }

    public void OnBranchParked(BranchRun run, in ActivityHold owner)
    {
        Rest(run);
        if (_isCatchingUp && !_isClosed)
        {
            Pump(owner);
        }

        ReleaseIfDecided(run);
    }

    private void ReleaseIfDecided(BranchRun run)
    {
        if (_isClosed && !Drains)
        {
            Cancellation.ReleaseIfParked(run.Node);
        }
    }

    private void Drain(OperationRecord? record)
    {
        _ledger = new BranchLedger(_branches.Count, config?.MaxConcurrency);
        _policy = CompletionPolicy.For(config, _branches.Count);
        _novelty.Begin(isOnRecord: record is not null);
        BranchOutcome? last = null;
        if (record is null)
        {
            Owner.See(Novelty.New);
            Owner.Invocation.Checkpoints.Submit(Owner.Node, header.Start(), null);
        }
        else if (!TryRestore(out last))
        {
            return;
        }

        // Deciding is the pump's: a branch that it starts again may settle at once.
        _isRestored = record is not null;
        _isPumping = true;
        Decide(last);
        BeginDeadline();
        RunPump();
    }

    /// <summary>Does what there is to do, unless a pump is at it already, which then looks once more. The hold lasts for as long as this call.</summary>
    private void Pump(in ActivityHold owner)
    {
        owner.Require(Owner.Node);
        lock (_lock)
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
            else if (_isFinishing)
            {
                Finish();
            }
            else
            {
                Decide(lastSettled: null, isTimedOut: true);
            }

            LetGoOnceClosed();
        }
    }

    private void StartBranch(DurableFuture future)
    {
        var branch = HeaderOf(future);
        var isOnRecord = IsOnRecord(branch, out var hasDrifted);
        if (hasDrifted)
        {
            return;
        }

        if (!isOnRecord && !IsFlat)
        {
            Owner.Invocation.Checkpoints.Submit(Owner.Node, branch.Start(), null);
        }

        var run = future.CreateRun(this);
        _running.Add(run);
        Interlocked.Increment(ref _unrested);
        future.MarkRunning();
        run.Start(IsFlat ? _novelty.OfAdmitted(isOnRecord || future.Index <= _lastStarted) : isOnRecord ? Novelty.Known : Novelty.New);
    }

    private void OnSettled(BranchRun run)
    {
        _running.Remove(run);
        Rest(run);
        if (IsFlat)
        {
            run.Future.Novelty = run.Novelty;
            _novelty.OnSettled(run.Novelty);
        }

        List<ILocalWait> waits;
        lock (_lock)
        {
            run.Future.Settle(run.Status, run.Payload, run.Error, run.EndTimestamp);
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
        else if (!_isClosed)
        {
            Abandon(Refusal.Of(Description));
        }
    }

    private void Decide(BranchOutcome? lastSettled, bool isTimedOut = false)
    {
        if (_isClosed)
        {
            return;
        }

        try
        {
            _verdict = _policy.Decide(_ledger.Counts, lastSettled, isTimedOut);
        }
        catch (Exception fromRule)
        {
            TakeUpStarted();
            Abandon(fromRule);
            SignalRunning();
            return;
        }

        if (_verdict is not null)
        {
            TakeUpStarted();
            _ledger.Close();
            _isClosed = true;
            SignalRunning();
            SettleSkipped();
        }
    }

    /// <summary>What never started is known as soon as the scope is decided; whoever still waits for it learns it now.</summary>
    private void SettleSkipped()
    {
        List<ILocalWait> waits = [];
        lock (_lock)
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
        Failure = reason;
        _ledger.Close();
        _isClosed = true;
    }

    /// <summary>Tells what still runs that the scope is decided; draining, it is left alone instead.</summary>
    private void SignalRunning()
    {
        if (Drains)
        {
            return;
        }

        for (var run = _running.First; run is not null; run = run.Next)
        {
            Cancellation.Refuse(run.Node);
            TokenCancellation.Queue(Owner.Invocation, run.Node, Owner.Node);
            ReleaseIfDecided(run);
        }
    }

    private void Finish()
    {
        Owner.Invocation.Limits.Return(IsFlat ? 0 : _ledger.Counts.Skipped);
        if (Failure is not null)
        {
            Publish();
            return;
        }

        _verdict = _policy.Finish(_verdict!.Value, _ledger.Counts);
        if (End() is not { } end)
        {
            return;
        }

        _ending = Activity.Hold(Owner.Node);
        var outcome = Owner.Invocation.Checkpoints.Submit(Owner.Node, end, this);
        if (outcome == SubmitOutcome.Accepted)
        {
            return;
        }

        if (outcome == SubmitOutcome.Canceled)
        {
            Failure = Refusal.Of(Description);
            Publish();
        }

        _ending.Dispose();
    }
}
