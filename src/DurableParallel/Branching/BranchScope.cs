using System.Diagnostics.CodeAnalysis;
using DurableParallel.Activity;
using DurableParallel.Checkpoints;
using DurableParallel.Operations;
using DurableParallel.Protocol;
using DurableParallel.Replay;

namespace DurableParallel.Branching;

/// <summary>
/// One scope: takes branches, and when it is joined drains them under its rules. It holds the only lock of branching; a
/// pump, of which one runs at a time, settles, decides and admits, so that the rules are asked under no lock.
/// </summary>
internal sealed class BranchScope(DurableContext owner, OperationHeader header, ParallelConfig? config)
    : IBranchSummarySource, ICheckpointWaiter, IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private readonly List<DurableFuture> _branches = [];
    private readonly Queue<BranchRun> _settled = [];
    private readonly List<ILocalWait> _waits = [];
    private BranchLedger _ledger = new(0, null);
    private CompletionPolicy _policy;
    private CompletionVerdict? _verdict;
    private BranchRun? _firstRunning;
    private volatile ScopeState _state;
    private volatile bool _isClosed;
    private bool _isPumping;
    private bool _isFinishing;

    public DurableContext Owner { get; } = owner;

    public OperationId Id => header.Id;

    public string? Name => header.Name;

    public string Description => header.Name is null ? $"the parallel scope {header.Id}" : $"the parallel scope '{header.Name}'";

    public IDurableSerializer ItemSerializer => config?.ItemSerializer ?? Owner.Serializer;

    /// <summary>What the joins return; null until then, and when there is a failure instead.</summary>
    public ParallelResult? Result { get; private set; }

    /// <summary>Why the scope has no result: it was not valid, or the scope around it canceled it.</summary>
    public Exception? Failure { get; private set; }

    public DateTimeOffset? EndTimestamp { get; private set; }

    public int Count => _branches.Count;

    public bool IsOpen => _state == ScopeState.Open;

    public bool IsJoined => _state == ScopeState.Joined;

    private ActivityTracker Tracker => Owner.Invocation.Tracker;

    private bool AwaitsParked => config?.RunningBranches == RunningBranches.Drain;

    public OperationHeader HeaderOf(DurableFuture future) =>
        new(future.Id, header.Id, OperationType.Context, OperationSubTypes.ParallelBranch, future.Name);

    public TFuture Register<TFuture>(TFuture future)
        where TFuture : DurableFuture
    {
        lock (_lock)
        {
            if (_state != ScopeState.Open)
            {
                throw new InvalidOperationException(
                    $"A branch was registered in {Description} after its join had begun. Register every branch before JoinAsync, "
                    + "or open another scope.");
            }

            _branches.Add(future);
            return future;
        }
    }

    /// <summary>Gives up a scope whose registration failed: it starts nothing and needs no join.</summary>
    public void GiveUp()
    {
        Owner.Forget(this);
        _state = ScopeState.Joined;
        Failure = new InvalidOperationException($"{Description} was given up: the registration of its branches failed.");
    }

    /// <summary>Joins, if nobody did yet, and returns what waits for the outcome.</summary>
    public JoinWait<T> Join<T>(Func<ParallelResult, T> select, bool throwsOnFailure)
    {
        Begin();
        var wait = new JoinWait<T>(this, select, throwsOnFailure);
        Attach(wait, () => IsJoined, () => _waits);
        return wait;
    }

    public FutureWait<T> WaitFor<T>(DurableFuture future)
    {
        if (IsOpen)
        {
            throw NotJoined(future);
        }

        if (BodyFrame.Current is IStepFrame step)
        {
            throw new InvalidOperationException(
                $"Branch '{future.Name}' was awaited in the body of {step.Description}. Await it before the step, in the branch's own body.");
        }

        var wait = new FutureWait<T>(Owner.Invocation.CurrentContext ?? Owner, this, future);
        Attach(wait, () => future.IsSettled, () => future.Waits);
        return wait;
    }

    /// <summary>The names of the branches, the first few of them, for messages.</summary>
    public string ListNames()
    {
        const int Shown = 5;
        var names = string.Join(", ", _branches.Take(Shown).Select(static branch => $"'{branch.Name}'"));
        return Count <= Shown ? names : $"{names} and {Count - Shown} more";
    }

    public InvalidOperationException NotJoined(DurableFuture future) =>
        new($"The result of branch '{future.Name}' was asked for before {Description} was joined. Await JoinAsync first: branches start only then.");

    public InvalidOperationException StillRunning(DurableFuture future) =>
        new($"The result of branch '{future.Name}' was asked for while {Description} is still running. Await JoinAsync first, "
            + "or, inside a sibling, await AsTask().");

    public void OnAcknowledged(DateTimeOffset timestamp)
    {
        EndTimestamp = timestamp;
        Owner.Invocation.Scheduler.Queue(this);
    }

    /// <summary>The scope's own end is durable: now, and not before, everybody may see it.</summary>
    public void Execute()
    {
        Publish();
        Tracker.Exit(Owner.Node);
    }

    /// <summary>A branch has ended, durably or as canceled. The owner is counted by the caller.</summary>
    public void Settle(BranchRun run)
    {
        lock (_lock)
        {
            _settled.Enqueue(run);
        }

        Pump();
    }

    public void OnBranchParked(BranchRun run)
    {
        if (_isClosed && !AwaitsParked)
        {
            Tracker.ReleaseIfParked(run.Node);
        }
    }

    string IBranchSummarySource.Name(int index) => _branches[index].Name;

    bool IBranchSummarySource.HasResult(int index) => _branches[index].HasResult;

    BranchStatus IBranchSummarySource.Status(int index) => _ledger[index];

    string? IBranchSummarySource.Payload(int index) => _branches[index].Payload;

    DurableError? IBranchSummarySource.Error(int index) => _branches[index].Error;

    private void Begin()
    {
        lock (_lock)
        {
            if (_state != ScopeState.Open)
            {
                return;
            }

            _state = ScopeState.Joining;
        }

        Owner.Forget(this);
        try
        {
            CompletionPolicy.CheckBranchCount(config, header.Name, Count);
        }
        catch (Exception invalid)
        {
            Failure = invalid;
            _state = ScopeState.Joined;
            throw;
        }

        var record = Owner.Find(header, out var hasDrifted);
        if (hasDrifted || Tracker.IsEnded)
        {
            return;
        }

        if (record is { IsEnded: true })
        {
            Replay(record);
        }
        else if (Tracker.RefuseNew(Owner.Node))
        {
            Failure = Refusal.Of(Description);
            Publish();
        }
        else
        {
            Tracker.Enter(Owner.Node);
            Drain(record);
            Tracker.Exit(Owner.Node);
        }
    }

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

    private void Drain(OperationRecord? record)
    {
        _ledger = new BranchLedger(_branches.Count, config?.MaxConcurrency);
        _policy = CompletionPolicy.For(config, _branches.Count);
        BranchOutcome? last = null;
        if (record is null)
        {
            Tracker.Submit(Owner.Node, header.Start(), null);
        }
        else if (!TryRestore(out last))
        {
            return;
        }

        Decide(last);
        Pump();
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

        return record;
    }

    private void Pump()
    {
        lock (_lock)
        {
            if (_isPumping)
            {
                return;
            }

            _isPumping = true;
        }

        while (TryTakeWork(out var settled, out var admitted))
        {
            if (settled is not null)
            {
                OnSettled(settled);
            }
            else if (admitted >= 0)
            {
                StartBranch(_branches[admitted]);
            }
            else
            {
                Finish();
            }
        }
    }

    private bool TryTakeWork(out BranchRun? settled, out int admitted)
    {
        admitted = -1;
        lock (_lock)
        {
            if (_settled.TryDequeue(out settled))
            {
                _ledger.Settle(settled.Future.Index, settled.Status);
                return true;
            }

            if (!_isClosed && _ledger.Counts.Pending > 0 && Tracker.RefuseNew(Owner.Node))
            {
                Abandon(Refusal.Of(Description));
            }

            if (!_isClosed && _ledger.TryAdmit(out admitted))
            {
                return true;
            }

            if (_ledger.AllSettled && !_isFinishing)
            {
                _isFinishing = true;
                return true;
            }

            _isPumping = false;
            return false;
        }
    }

    private void StartBranch(DurableFuture future)
    {
        var branch = HeaderOf(future);
        var record = FindBranch(branch, out var hasDrifted);
        if (hasDrifted)
        {
            return;
        }

        if (record is null)
        {
            Tracker.Submit(Owner.Node, branch.Start(), null);
        }

        var run = future.CreateRun(this);
        run.Next = _firstRunning;
        if (_firstRunning is not null)
        {
            _firstRunning.Previous = run;
        }

        _firstRunning = run;
        future.MarkRunning();
        run.Start(branch);
    }

    private void OnSettled(BranchRun run)
    {
        if (run.Previous is null)
        {
            _firstRunning = run.Next;
        }
        else
        {
            run.Previous.Next = run.Next;
        }

        if (run.Next is not null)
        {
            run.Next.Previous = run.Previous;
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
            Decide(run.Future.ToOutcome());
        }
        else if (!_isClosed)
        {
            Abandon(Refusal.Of(Description));
        }
    }

    private void Decide(BranchOutcome? lastSettled)
    {
        if (_isClosed)
        {
            return;
        }

        try
        {
            _verdict = _policy.Decide(_ledger.Counts, lastSettled);
        }
        catch (Exception fromRule)
        {
            Abandon(fromRule);
            SignalRunning();
            return;
        }

        if (_verdict is not null)
        {
            CancelRestored();
            _ledger.Close();
            _isClosed = true;
            SignalRunning();
        }
    }

    /// <summary>Branches that had started before a crash and are not to run again, as the scope is decided without them.</summary>
    private void CancelRestored()
    {
        foreach (var future in _branches)
        {
            if (_ledger[future.Index] == BranchStatus.Pending && Owner.Invocation.Find(future.Id) is not null)
            {
                _ledger.MarkStarted(future.Index);
                _ledger.Settle(future.Index, BranchStatus.Canceled);
                future.Settle(BranchStatus.Canceled, null, null, null);
            }
        }
    }

    /// <summary>The scope ends without an outcome of its own, and writes nothing more.</summary>
    private void Abandon(Exception reason)
    {
        Failure = reason;
        _ledger.Close();
        _isClosed = true;
    }

    private void SignalRunning()
    {
        for (var run = _firstRunning; run is not null; run = run.Next)
        {
            Tracker.Refuse(run.Node);
            TokenCancellation.Queue(Owner.Invocation, run.Node);
            OnBranchParked(run);
        }
    }

    private void Finish()
    {
        if (Failure is not null)
        {
            Publish();
            return;
        }

        _verdict = _policy.Finish(_verdict!.Value, _ledger.Counts);
        var summary = BranchSummary.Encode(_verdict.Value, this);
        Tracker.Enter(Owner.Node);
        switch (Tracker.Submit(Owner.Node, header.Succeed(summary.Payload, summary.ReplayChildren), this))
        {
            case SubmitOutcome.Canceled:
                Failure = Refusal.Of(Description);
                Publish();
                Tracker.Exit(Owner.Node);
                break;
            case SubmitOutcome.Fenced:
                Tracker.Exit(Owner.Node);
                break;
        }
    }

    private void Publish()
    {
        List<ILocalWait> waits = [];
        lock (_lock)
        {
            foreach (var future in _branches)
            {
                if (!future.IsSettled)
                {
                    future.Settle(future.Status == BranchStatus.Running ? BranchStatus.Canceled : BranchStatus.Skipped, null, null, null);
                    waits.AddRange(future.TakeWaits());
                }
            }

            Result = Failure is null ? new ParallelResult(header.Name, _verdict!.Value, new BranchOutcomes(_branches)) : null;
            _state = ScopeState.Joined;
            waits.AddRange(_waits);
            _waits.Clear();
        }

        foreach (var wait in waits)
        {
            wait.Complete();
        }
    }

    private void Attach<T>(LocalWait<T> wait, Func<bool> isThere, Func<List<ILocalWait>> waits)
    {
        if (isThere())
        {
            wait.CompleteAtOnce();
            return;
        }

        if (!wait.TryPark())
        {
            return;
        }

        lock (_lock)
        {
            if (!isThere())
            {
                waits().Add(wait);
                return;
            }
        }

        wait.Complete();
    }
}
