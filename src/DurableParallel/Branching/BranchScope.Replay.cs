using System.Diagnostics.CodeAnalysis;
using DurableParallel.Operations;
using DurableParallel.Protocol;
using DurableParallel.Replay;

namespace DurableParallel.Branching;

/// <content>A scope that is on record: ended, or cut off in the middle.</content>
internal sealed partial class BranchScope
{
    /// <summary>The scope is on record as ended: the summary is the truth, and nothing is derived again.</summary>
    private void Replay(OperationRecord record)
    {
        if (!TryDecode(record, out var summary))
        {
            return;
        }

        if (summary.FindMismatch(this) is { } difference)
        {
            Owner.Invocation.Drift(DriftCheck.BranchesDiffer(Description, difference));
            return;
        }

        EndTimestamp = record.EndTimestamp;
        for (var i = 0; i < _branches.Count; i++)
        {
            var (payload, error) = (summary.Payload(i), summary.Error(i));
            if (record.ReplayChildren && summary.Status(i) is BranchStatus.Succeeded or BranchStatus.Failed)
            {
                var branch = HeaderOf(_branches[i]);
                if (FindBranch(branch, out var hasDrifted) is not { IsEnded: true } ended)
                {
                    if (!hasDrifted)
                    {
                        Owner.Invocation.Abort(DriftCheck.MissingRecord(branch));
                    }

                    return;
                }

                (payload, error) = (ended.Payload, ended.Error);
            }

            _branches[i].Settle(summary.Status(i), payload, error, record.EndTimestamp);
        }

        _verdict = summary.Verdict;
        Publish();
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
            Owner.Invocation.Abort(unreadable);
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
        foreach (var future in _branches)
        {
            var branch = FindBranch(HeaderOf(future), out var hasDrifted);
            if (hasDrifted)
            {
                return false;
            }

            if (branch is null)
            {
                continue;
            }

            found++;
            if (branch.IsEnded)
            {
                var status = branch.Status == OperationStatus.Succeeded ? BranchStatus.Succeeded : BranchStatus.Failed;
                future.Settle(status, branch.Payload, branch.Error, branch.EndTimestamp);
                _ledger.Settle(future.Index, status);
                last = future.ToOutcome();
            }
        }

        var stored = Owner.Invocation.CountBelow(header.Id);
        if (stored <= found)
        {
            return true;
        }

        Owner.Invocation.Drift(DriftCheck.MissingOperations(Description, stored, found));
        return false;
    }

    private OperationRecord? FindBranch(in OperationHeader branch, out bool hasDrifted)
    {
        var record = Owner.Invocation.Find(branch.Id);
        var difference = record is null ? null : DriftCheck.Compare(branch, record);
        hasDrifted = difference is not null;
        if (difference is not null)
        {
            Owner.Invocation.Drift(difference);
        }
        else if (record is not null)
        {
            Owner.Invocation.Events?.OnMet(branch.Id, record);
        }

        return record;
    }

    /// <summary>
    /// Branches that are on record as started when the scope is decided at once: draining, they go on,
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
            if (_ledger[future.Index] != BranchStatus.Pending || Owner.Invocation.Find(future.Id) is null)
            {
                continue;
            }

            _ledger.MarkStarted(future.Index);
            if (Drains)
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
}
