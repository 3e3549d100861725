using System.Diagnostics.CodeAnalysis;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Summary;

namespace DurableParallel.Scopes.Running;

/// <content>A scope that is on record: ended, or cut off in the middle.</content>
internal sealed partial class BranchScope
{
    /// <summary>The scope is on record as ended: the summary is the truth, and nothing is derived again.</summary>
    private void Replay(OperationRecord record)
    {
        _gate.Enter(ScopePhase.Replaying);
        if (_ending.CustomResult is not null && !record.ReplayChildren)
        {
            _ending.ReplayCustom(record);
            return;
        }

        if (!TryDecode(record, out var summary))
        {
            return;
        }

        if (summary.FindMismatch(_ending.Branches) is { } difference)
        {
            Owner.Invocation.Drift(DriftCheck.BranchesDiffer(Identity.Place, difference));
            return;
        }

        _ending.Replay(record, summary.Verdict);
        List<(DurableFuture Future, BranchStatus Status)> again = [];
        foreach (var future in _branches)
        {
            var status = summary.Status(future.Index);
            future.Novelty = Novelty.Known;
            if (!record.ReplayChildren || status is not (BranchStatus.Succeeded or BranchStatus.Failed))
            {
                future.Settle(status, summary.Payload(future.Index), summary.Error(future.Index), record.EndTimestamp);
            }
            else if (!TryReplayFromBranch(future, status, again))
            {
                return;
            }

            // Now, while the branch and its payload are in the processor's cache: there may be very many.
            if (!future.TryReadValue())
            {
                return;
            }
        }

        if (again.Count > 0)
        {
            RunAgain(again);
        }
        else
        {
            _ending.Conclude(areValuesRead: true);
        }
    }

    /// <summary>The summary had no room for values and errors: takes those of one branch from its record, or else runs it again.</summary>
    private bool TryReplayFromBranch(DurableFuture future, BranchStatus status, List<(DurableFuture Future, BranchStatus Status)> again)
    {
        var branch = Identity.HeaderOf(future);
        if (Identity.IsFlat)
        {
            again.Add((future, status));
            _ = IsOnRecord(branch, out var isNested);
            return !isNested;
        }

        if (FindBranch(branch, out var hasDrifted) is not { IsEnded: true } ended)
        {
            if (!hasDrifted)
            {
                Owner.Invocation.Abort(DriftCheck.MissingRecord(branch, OperationPath.Below(Identity.Path, branch.Id, branch.Name)));
            }

            return false;
        }

        if (ended.ReplayChildren)
        {
            future.MarkRerunning(ended.EndTimestamp);
            again.Add((future, BranchStatus.Succeeded));
        }
        else
        {
            future.Settle(status, ended.Payload, ended.Error, ended.EndTimestamp);
        }

        return !hasDrifted;
    }

    /// <summary>All at once, as one may wait for another.</summary>
    private void RunAgain(List<(DurableFuture Future, BranchStatus Status)> again)
    {
        _reruns = again.Count;
        foreach (var (future, status) in again)
        {
            future.MarkRunning();
            future.CreateRun(this, Novelty.Known, status).Start();
        }
    }

    /// <summary>A branch that ran again for its value has it.</summary>
    private void OnRerunEnded(BranchRun run, in ActivityHold owner)
    {
        List<ILocalWait> waits;
        bool isLast;
        lock (_gate.Lock)
        {
            run.Settle();
            waits = run.Future.TakeWaits();
            if (run.Status == BranchStatus.Canceled)
            {
                _ending.Failure ??= Refusal.Of(Identity.Description);
            }

            isLast = --_reruns == 0;
        }

        foreach (var wait in waits)
        {
            wait.Complete();
        }

        if (isLast && _gate.Phase == ScopePhase.Replaying)
        {
            _ending.Conclude();
        }
        else if (isLast)
        {
            Pump(owner);
        }
    }

    /// <summary>The scope's owner has ended and runs again for its children: a scope that had not ended by then never ends.</summary>
    private void MeetInRerun(OperationRecord? record)
    {
        if (record is not null)
        {
            return;
        }

        // A scope that was refused left no record, and its owner's code went on with the exception.
        if (TakePlaces(record) is { } tooMany)
        {
            _ending.Failure = tooMany;
            _ending.Publish();
            return;
        }

        Owner.Invocation.Limits.Return(1 + _deadlinePlaces + (Identity.IsFlat ? 0 : Count));
        if (!Owner.IsFlat)
        {
            Owner.Invocation.Drift(DriftCheck.BeginsInRerun(Owner.Place, Identity.Header, Identity.Path));
        }
    }

    private bool TryDecode(OperationRecord record, [NotNullWhen(true)] out BranchSummary? summary)
    {
        try
        {
            summary = BranchSummary.Decode(record.Payload ?? string.Empty);
            return true;
        }
        catch (DurableException unreadable)
        {
            summary = null;
            Owner.Invocation.Abort(RecordedValue.Unreadable(Identity.Header, Identity.Path, "a summary of its branches", unreadable));
            return false;
        }
    }

    /// <summary>
    /// Goes on with a scope whose end is not on record: every branch whose end is durable counts before anything is
    /// decided, so that no outcome can contradict it.
    /// </summary>
    private bool TryRestore(out BranchOutcome? last)
    {
        last = null;
        var found = 0;
        List<(DurableFuture Future, BranchStatus Status)> again = [];
        foreach (var future in _branches)
        {
            var branch = Identity.HeaderOf(future);
            if (!IsOnRecord(branch, out var hasDrifted))
            {
                if (hasDrifted)
                {
                    return false;
                }

                continue;
            }

            found++;
            _lastStarted = future.Index;
            if (!Identity.IsFlat && Owner.Invocation.Find(branch.Id) is { IsEnded: true } ended)
            {
                Restore(future, ended, again);
                last = new BranchOutcome(future.Index, future.Name, _ledger[future.Index], ended.Error);
            }
        }

        var stored = Owner.Invocation.CountBelow(Identity.Id);
        if (stored > found)
        {
            Owner.Invocation.Drift(DriftCheck.MissingOperations(Identity.Place, stored, found));
            return false;
        }

        RunAgain(again);
        return true;
    }

    private void Restore(DurableFuture future, OperationRecord ended, List<(DurableFuture Future, BranchStatus Status)> again)
    {
        var status = ended.Status == OperationStatus.Succeeded ? BranchStatus.Succeeded : BranchStatus.Failed;
        _ledger.Settle(future.Index, status);
        future.Novelty = Novelty.Known;
        if (ended.ReplayChildren)
        {
            future.MarkRerunning(ended.EndTimestamp);
            again.Add((future, status));
        }
        else
        {
            future.Settle(status, ended.Payload, ended.Error, ended.EndTimestamp);
        }
    }

    private OperationRecord? FindBranch(in OperationHeader branch, out bool hasDrifted) => Owner.Invocation.FindRecorded(Owner, branch, out hasDrifted);

    /// <summary>Whether a branch was begun as far as records tell: of a flat one they tell only once an operation of it was recorded.</summary>
    private bool IsOnRecord(in OperationHeader branch, out bool hasDrifted) =>
        Identity.IsFlat ? Owner.Invocation.FindFlat(Owner, branch, out hasDrifted) : FindBranch(branch, out hasDrifted) is not null && !hasDrifted;

    /// <summary>
    /// Branches that are on record as started when the scope is decided at once, or its rule fails: draining, they go on,
    /// else they are canceled without running again.
    /// </summary>
    private void TakeUpStarted()
    {
        if (!_isRestored)
        {
            return;
        }

        foreach (var future in _branches)
        {
            if (_ledger[future.Index] != BranchStatus.Pending || !HasStarted(future))
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

    // Branches begin in the order of their indexes, so all before a flat one that is known to have begun have begun too.
    private bool HasStarted(DurableFuture future) =>
        Identity.IsFlat ? future.Index <= _lastStarted : Owner.Invocation.Find(future.Id) is not null;
}
