using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Rules;
using DurableParallel.Scopes.Summary;

namespace DurableParallel.Scopes.Running;

/// <summary>
/// The end of one scope, from its verdict to what the joins return: its record, the values of its branches, its
/// compensations, and those who wait for it.
/// </summary>
internal sealed class ScopeEnding : ICheckpointWaiter, IThreadPoolWorkItem
{
    private readonly ScopeIdentity _scope;
    private readonly ScopeGate _gate;
    private readonly List<DurableFuture> _branches;
    private ActivityHold _held;
    private Novelty _novelty = Novelty.New;

    public ScopeEnding(ScopeIdentity scope, ScopeGate gate, List<DurableFuture> branches)
    {
        _scope = scope;
        _gate = gate;
        _branches = branches;
        Branches = new BranchOutcomes(branches, keepsEnds: scope.StartsAtOnce);
    }

    public BranchOutcomes Branches { get; }

    /// <summary>Those who wait for the joins. Guarded by the scope's lock.</summary>
    public List<ILocalWait> Waits { get; } = [];

    /// <summary>What makes the scope's payload in place of the summary; null for the summary.</summary>
    public IScopeResult? CustomResult { get; set; }

    /// <summary>The wait that ends with the scope; null when there is none.</summary>
    public DeadlineOperation? Deadline { get; set; }

    /// <summary>What the rules have decided; null until then, and when there is a failure instead.</summary>
    public CompletionVerdict? Verdict { get; set; }

    /// <summary>Why the scope has no result: it was not valid, or the scope around it canceled it.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What the joins return; null until then, and when there is a failure instead.</summary>
    public ParallelResult? Result { get; private set; }

    /// <summary>When the scope has ended according to its record, or its compensations have.</summary>
    public DateTimeOffset? EndTimestamp { get; private set; }

    /// <summary>Whether an earlier invocation has seen what the joins return.</summary>
    public Novelty Novelty => Failure is OperationCanceledException ? Novelty.New : _novelty;

    /// <summary>All branches have settled: records the end of the scope, unless there is a failure, which leaves no record.</summary>
    /// <param name="rules">Its rules, where they are not those on record; null where they are.</param>
    public void Finish(ScopeOptions? rules)
    {
        if (Failure is not null)
        {
            Publish();
            return;
        }

        if (MakeEnd(rules) is not { } end)
        {
            return;
        }

        _held = _scope.Activity.Hold(_scope.Owner.Node);
        var outcome = _scope.Checkpoints.Submit(_scope.Owner.Node, end, this);
        if (outcome == SubmitOutcome.Accepted)
        {
            return;
        }

        if (outcome == SubmitOutcome.Canceled)
        {
            Failure = Refusal.Of(_scope.Description);
            Publish();
        }

        _held.Dispose();
    }

    public void OnAcknowledged(DateTimeOffset timestamp)
    {
        EndTimestamp = timestamp;
        _scope.Invocation.Scheduler.Queue(this);
    }

    /// <summary>The scope's own end is durable, and so it may be seen.</summary>
    public void Execute()
    {
        IThreadPoolWorkItem? awaiters;
        using (_held)
        {
            awaiters = ConcludeButLast(areValuesRead: false)?.Take();
        }

        // This work item has nothing left to do, so what waits for the scope need not go through the scheduler once more.
        awaiters?.Execute();
    }

    /// <summary>Takes the end that is on record.</summary>
    public void Replay(OperationRecord record, CompletionVerdict? verdict)
    {
        EndTimestamp = record.EndTimestamp;
        Verdict = verdict;
        _novelty = Novelty.Known;
    }

    /// <summary>Takes the end that is on record with a payload that the user's serializer made, or failed to make.</summary>
    public void ReplayCustom(OperationRecord record)
    {
        Replay(record, new CompletionVerdict(CompletionReason.AllCompleted));
        if (record.Status == OperationStatus.Succeeded)
        {
            CustomResult!.Take(record.Payload);
        }
        else if (RequestedCancel.IsCanceled(record.Error))
        {
            Failure = RequestedCancel.ExceptionOf(_scope.Description, _scope.Owner.Cancel);
        }
        else
        {
            Failure = new MapFailedException(record.Error ?? ErrorRecorder.Missing(record.Status)).At(_scope.Path);
        }

        Conclude();
    }

    /// <summary>The scope's end is durable: shows the outcome, once what succeeded in a failed scope is undone.</summary>
    /// <param name="areValuesRead">Whether all values were read already.</param>
    public void Conclude(bool areValuesRead = false) => ConcludeButLast(areValuesRead)?.Complete();

    /// <summary>Shows the failure of a scope that leaves no record of its end.</summary>
    public void Publish()
    {
        if (TryReadValues())
        {
            Show([])?.Complete();
        }
    }

    /// <summary>Returns the last wait for the scope, which is still to be completed; null for none.</summary>
    private ILocalWait? ConcludeButLast(bool areValuesRead)
    {
        // Before anything is undone: values that cannot be read are no failure of the scope's.
        if ((!areValuesRead && !TryReadValues()) || (Failure is null && CustomResult is not null && !TryReadCustomResult()))
        {
            return null;
        }

        if (Failure is not null || Verdict!.Value.IsSuccess || !_branches.Exists(Compensations.IsNeeded))
        {
            return Show([]);
        }

        _gate.Enter(ScopePhase.Compensating);
        var compensation = Compensations.Of(_scope, _branches);

        // Before it begins, so that what ends it goes on with the scope while it is counted.
        compensation.Await(() => OnCompensated(compensation));
        compensation.Begin();
        compensation.OnAwaited();
        return null;
    }

    private void OnCompensated(ChildContextOperation<List<CompensationError>> compensation)
    {
        List<CompensationError> errors = [];
        _novelty = compensation.Novelty;
        try
        {
            EndTimestamp = compensation.RecordedEnd ?? EndTimestamp;
            errors = compensation.TakeOutcome();
        }
        catch (Exception canceled)
        {
            Failure = canceled;
        }

        Show(errors)?.Complete();
    }

    /// <summary>The update that ends the scope; null when its branches cannot be read, and the invocation has ended.</summary>
    private OperationUpdate? MakeEnd(ScopeOptions? rules) => MakeEnd() is { } end ? end with { Options = rules } : null;

    private OperationUpdate? MakeEnd()
    {
        if (CustomResult is not null && Verdict is { Reason: CompletionReason.Canceled } && _scope.Owner.Cancel is { } cancel)
        {
            Failure = RequestedCancel.ExceptionOf(_scope.Description, cancel);
            return _scope.Header.Fail(cancel.ToContextError());
        }

        if (CustomResult is null)
        {
            return EndWith(BranchSummary.Encode(Verdict!.Value, Branches));
        }

        if (!TryReadValues())
        {
            return null;
        }

        string? payload;
        try
        {
            payload = CustomResult.Write(OutcomeWith([]));
        }
        catch (Exception fromSerializer)
        {
            var error = ErrorRecorder.FromException(fromSerializer);
            Failure = new MapFailedException(error).At(_scope.Path);
            return _scope.Header.Fail(error);
        }

        return PayloadLimits.FitsContext(payload)
            ? _scope.Header.Succeed(payload)
            : EndWith(BranchSummary.EncodeStatuses(Verdict!.Value, Branches));
    }

    private OperationUpdate EndWith(EncodedSummary summary) => _scope.Header.Succeed(summary.Payload, summary.ReplayChildren);

    private ParallelResult OutcomeWith(IReadOnlyList<CompensationError> errors) => new(_scope.Name, Verdict!.Value, Branches, errors);

    /// <summary>
    /// Reads the values of what has succeeded, before anybody can see one. False when this build cannot; then the invocation
    /// has ended, and the scope must not return.
    /// </summary>
    /// <summary>The branches that are registered by now.</summary>
    public IReadOnlyList<DurableFuture> CopyBranches()
    {
        lock (_gate.Lock)
        {
            return [.. _branches];
        }
    }

    private bool TryReadValues() => _branches.TrueForAll(static branch => branch.TryReadValue());

    private bool TryReadCustomResult()
    {
        try
        {
            CustomResult!.Read(() => OutcomeWith([]));
            return true;
        }
        catch (Exception unreadable)
        {
            _scope.Invocation.Abort(RecordedValue.Unreadable(_scope.Header, _scope.Path, CustomResult!.Type.ToString(), unreadable));
            return false;
        }
    }

    /// <summary>Shows the outcome, and completes all waits for it but the last one, which it returns; null for none.</summary>
    private ILocalWait? Show(IReadOnlyList<CompensationError> errors)
    {
        if (Deadline is not null)
        {
            _scope.Operations.Withdraw(Deadline);
        }

        if (Failure is null && Verdict is { Reason: CompletionReason.Canceled })
        {
            Failure = RequestedCancel.ExceptionOf(_scope.Description, _scope.Owner.Cancel);
        }

        List<ILocalWait> waits = [];
        lock (_gate.Lock)
        {
            foreach (var future in _branches)
            {
                if (!future.IsSettled)
                {
                    future.Settle(future.Status == BranchStatus.Running ? BranchStatus.Canceled : BranchStatus.Skipped, null, null, null);
                    waits.AddRange(future.TakeWaits());
                }
            }

            Result = Failure is null ? OutcomeWith(errors) : null;
            _gate.Enter(ScopePhase.Joined);
            waits.AddRange(Waits);
            Waits.Clear();
        }

        for (var index = 0; index < waits.Count - 1; index++)
        {
            waits[index].Complete();
        }

        return waits.Count == 0 ? null : waits[^1];
    }
}
