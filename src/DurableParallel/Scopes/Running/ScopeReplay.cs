using System.Diagnostics.CodeAnalysis;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Summary;

namespace DurableParallel.Scopes.Running;

/// <summary>The replay of a scope that is on record as ended: the summary is the truth, and nothing is derived again.</summary>
internal sealed class ScopeReplay : IScopeStage
{
    private readonly ScopeIdentity _scope;
    private readonly ScopeGate _gate;
    private readonly List<DurableFuture> _branches;
    private readonly ScopeEnding _ending;

    public ScopeReplay(ScopeIdentity scope, ScopeGate gate, List<DurableFuture> branches, ScopeEnding ending)
    {
        _scope = scope;
        _gate = gate;
        _branches = branches;
        _ending = ending;
    }

    /// <summary>Settles the branches as they are on record, and concludes the scope once those that run again have ended.</summary>
    public void Run(OperationRecord record)
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
            _scope.Invocation.Drift(DriftCheck.BranchesDiffer(_scope.Place, difference));
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
            else if (!TryTakeFromRecord(future, status, again))
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
            new ScopeReruns(_scope, _gate, _ending, this).Start(again);
        }
        else
        {
            _ending.Conclude(areValuesRead: true);
        }
    }

    /// <summary>What ran again has its values.</summary>
    public void GoOn(in ActivityHold owner) => _ending.Conclude();

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
            _scope.Invocation.Abort(RecordedValue.Unreadable(_scope.Header, _scope.Path, "a summary of its branches", unreadable));
            return false;
        }
    }

    /// <summary>The summary had no room for values and errors: takes those of one branch from its record, or else runs it again.</summary>
    private bool TryTakeFromRecord(DurableFuture future, BranchStatus status, List<(DurableFuture Future, BranchStatus Status)> again)
    {
        var branch = _scope.HeaderOf(future);
        if (_scope.IsFlat)
        {
            again.Add((future, status));
            _ = _scope.IsOnRecord(branch, out var isNested);
            return !isNested;
        }

        if (_scope.FindBranch(branch, out var hasDrifted) is not { IsEnded: true } ended)
        {
            if (!hasDrifted)
            {
                _scope.Invocation.Abort(DriftCheck.MissingRecord(branch, OperationPath.Below(_scope.Path, branch.Id, branch.Name)));
            }

            return false;
        }

        if (future.TakeRecord(ended, status))
        {
            again.Add((future, BranchStatus.Succeeded));
        }

        return !hasDrifted;
    }
}
