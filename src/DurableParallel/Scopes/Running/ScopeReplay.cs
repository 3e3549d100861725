using System.Diagnostics.CodeAnalysis;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Summary;

namespace DurableParallel.Scopes.Running;

/// <summary>The replay of a scope that is on record as ended: the summary is the truth, and nothing is derived again.</summary>
internal sealed class ScopeReplay : IScopeStage, IBranchRegistrar
{
    private readonly ScopeIdentity _scope;
    private readonly ScopeGate _gate;
    private readonly List<DurableFuture> _branches;
    private readonly ScopeEnding _ending;
    private BranchSummary? _summary;
    private OperationRecord? _record;
    private ScopeReruns? _reruns;
    private bool _isConcluding;

    public ScopeReplay(ScopeIdentity scope, ScopeGate gate, List<DurableFuture> branches, ScopeEnding ending)
    {
        _scope = scope;
        _gate = gate;
        _branches = branches;
        _ending = ending;
    }

    /// <summary>
    /// Settles the branches as they are on record, and concludes the scope once those that run again have ended. Branches that
    /// start at once follow by <see cref="Register"/>.
    /// </summary>
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

        (_record, _summary) = (record, summary);
        if (_gate.IsOpen || HasDrifted(summary.FindMismatch(_ending.Branches)))
        {
            return;
        }

        _ending.Replay(record, summary.Verdict);
        List<(DurableFuture Future, BranchStatus Status)> again = [];
        foreach (var future in _branches)
        {
            if (!TryTake(future, record, summary, again))
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

    public void Register(DurableFuture future, in ActivityHold owner)
    {
        if (future.Index == _summary?.Count)
        {
            // It was refused when the scope ran, which left no record, unless the code has changed since.
            _scope.TakePlace(future);
            _scope.Invocation.Limits.Return(1);
        }

        lock (_gate.Lock)
        {
            _branches.Add(future);
        }

        List<(DurableFuture Future, BranchStatus Status)> again = [];
        if (_summary is null || HasDrifted(_summary.FindMismatchAt(future.Index, _ending.Branches)) || !TryTake(future, _record!, _summary, again))
        {
            return;
        }

        if (again.Count > 0)
        {
            _reruns ??= new ScopeReruns(_scope, _gate, _ending, this);
            _reruns.Start(again);
        }
    }

    public void Close(in ActivityHold owner)
    {
        if (_summary is not null && !HasDrifted(_summary.FindMismatch(_ending.Branches)))
        {
            _ending.Replay(_record!, _summary.Verdict);
            GoOn(owner);
        }
    }

    /// <summary>What ran again has its values, or all branches are registered.</summary>
    public void GoOn(in ActivityHold owner)
    {
        lock (_gate.Lock)
        {
            if (_isConcluding || _gate.IsOpen || _ending.Verdict is null || _reruns is { AreDone: false })
            {
                return;
            }

            _isConcluding = true;
        }

        _ending.Conclude();
    }

    private bool HasDrifted(string? difference)
    {
        if (difference is not null)
        {
            _scope.Invocation.Drift(DriftCheck.BranchesDiffer(_scope.Place, difference));
        }

        return difference is not null;
    }

    /// <summary>Settles one branch as it is on record, or adds it to those that run again. False when the invocation has ended over it.</summary>
    private bool TryTake(DurableFuture future, OperationRecord record, BranchSummary summary, List<(DurableFuture Future, BranchStatus Status)> again)
    {
        var status = summary.Status(future.Index);
        future.Novelty = Novelty.Known;
        if (record.ReplayChildren && status is BranchStatus.Succeeded or BranchStatus.Failed)
        {
            if (!TryTakeFromRecord(future, status, again))
            {
                return false;
            }
        }
        else
        {
            var end = _scope.StartsAtOnce ? summary.EndTimestamp(future.Index) : record.EndTimestamp;
            future.Settle(status, summary.Payload(future.Index), summary.Error(future.Index), end);
        }

        // Now, while the branch and its payload are in the processor's cache: there may be very many.
        return future.TryReadValue();
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
