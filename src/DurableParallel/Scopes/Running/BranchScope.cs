using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Rules;

namespace DurableParallel.Scopes.Running;

/// <summary>
/// One scope as user code sees it: takes branches until it is joined, looks at the join for what is on record, and hands out
/// what waits for the scope or for one of its branches. What goes on from the join is done by its parts.
/// </summary>
internal sealed class BranchScope
{
    // Two bits a branch, as text, and what stands around them fit into 256 KiB.
    private const int MaxBranches = 750_000;

    private readonly ScopeGate _gate = new();
    private readonly List<DurableFuture> _branches = [];
    private readonly ScopeEnding _ending;
    private IBranchRegistrar? _registrar;

    public BranchScope(DurableContext owner, ScopeKind kind, in OperationHeader header, ScopeConfig? config)
    {
        Identity = new ScopeIdentity(owner, kind, header, config);
        _ending = new ScopeEnding(Identity, _gate, _branches);
    }

    public ScopeIdentity Identity { get; }

    /// <summary>What makes the scope's payload in place of the summary; null for the summary. To be set before the join.</summary>
    public IScopeResult? CustomResult
    {
        set => _ending.CustomResult = value;
    }

    public int Count => _branches.Count;

    public bool IsOpen => _gate.IsOpen;

    public bool IsJoined => _gate is { Phase: ScopePhase.Joined, IsOpen: false };

    private DurableContext Owner => Identity.Owner;

    private ActivityTree Activity => Identity.Activity;

    private ScopeCancellation Cancellation => Identity.Cancellation;

    public TFuture Register<TFuture>(TFuture future)
        where TFuture : DurableFuture
    {
        lock (_gate.Lock)
        {
            if (!IsOpen)
            {
                throw Misuse.Of(
                    $"A branch was registered in {Identity.Description} after its join had begun. Register every branch before JoinAsync, "
                    + "or open another scope.");
            }

            if (!Identity.StartsAtOnce)
            {
                _branches.Add(future);
                return future;
            }
        }

        Begin(future);
        return future;
    }

    /// <summary>Gives up a scope whose registration failed: it starts nothing and needs no join.</summary>
    public void GiveUp()
    {
        Owner.Forget(this);
        if (_gate.TryJoin())
        {
            _ending.Failure = Misuse.Of($"{Identity.Description} was given up: the registration of its branches failed.");
            _gate.Enter(ScopePhase.Joined);
        }
    }

    /// <summary>Joins, if nobody did yet, and returns what waits for the outcome.</summary>
    public JoinWait<T> Join<T>(Func<ParallelResult, T> select, bool throwsOnFailure)
    {
        BeginJoin();
        var wait = new JoinWait<T>(Identity, _ending, select, throwsOnFailure);
        Attach(wait, () => IsJoined, () => _ending.Waits);
        return wait;
    }

    public FutureWait<T> WaitFor<T>(DurableFuture future)
    {
        if (IsOpen && !Identity.StartsAtOnce)
        {
            throw NotJoined(future);
        }

        if (BodyFrame.Current is IStepFrame step)
        {
            throw Misuse.Of(
                $"Branch '{future.Name}' was awaited in the body of {step.Description}. Await it before the step, in the branch's own body.");
        }

        var wait = new FutureWait<T>(Owner.Invocation.CurrentContext ?? Owner, future);
        Attach(wait, () => future.IsSettled, () => future.Waits);
        return wait;
    }

    /// <summary>The names of the branches, the first few of them, for messages.</summary>
    public string ListNames()
    {
        const int Shown = 5;
        return ShownList.Of(_branches.Select(static branch => $"'{branch.Name}'"), Count, Shown);
    }

    public InvalidOperationException NotJoined(DurableFuture future) =>
        Misuse.Of($"The result of branch '{future.Name}' was asked for before {Identity.Description} was joined. "
            + (Identity.StartsAtOnce ? "Await its AsTask() for the value, or JoinAsync first." : "Await JoinAsync first: branches start only then."));

    public InvalidOperationException StillRunning(DurableFuture future) =>
        Misuse.Of($"The result of branch '{future.Name}' was asked for while {Identity.Description} is still running. Await JoinAsync first, "
            + "or, inside a sibling, await AsTask().");

    /// <summary>Refuses a scope whose summary could not be recorded, before anything of it is.</summary>
    private void CheckLimit(int count)
    {
        if (count > MaxBranches)
        {
            throw new DurableLimitException(
                $"The {Identity.Kind.Word} '{Identity.Name}'",
                count,
                MaxBranches,
                "branch",
                "branches",
                "Give each branch more of the work, or nest scopes.");
        }
    }

    /// <summary>
    /// Takes places for the scope, for its deadline and for all its branches that will be on record, which may be refused;
    /// for one that is on record only those of what is not. A branch then never is: its refusal could not be recorded.
    /// Branches that start at once take theirs one by one.
    /// </summary>
    private DurableLimitException? TakePlaces(OperationRecord? record, out int deadline)
    {
        var limits = Owner.Invocation.Limits;
        var branches = Identity.IsFlat ? 0 : Count;
        var mayHaveDeadline = Identity.Config?.Timeout is not null && (Count > 0 || IsOpen);
        if (record is null)
        {
            deadline = mayHaveDeadline ? 1 : 0;
            return limits.TakeOperations(1 + branches + deadline, Owner, Identity.Header, branches);
        }

        var recorded = Identity.IsFlat || IsOpen ? 0 : Owner.Invocation.CountBelow(Identity.Id);
        deadline = mayHaveDeadline && Owner.Invocation.Request.History.Find(OperationId.DeadlineOf(Identity.Id)) is null ? 1 : 0;
        limits.Return(recorded - branches - deadline);
        return null;
    }

    /// <summary>Registers a branch that starts at once, and begins the scope with the first one.</summary>
    private void Begin(DurableFuture future)
    {
        CheckLimit(Count + 1);
        using var hold = Activity.Hold(Owner.Node);
        if (_gate.Phase == ScopePhase.Open)
        {
            Begin();
        }

        if (_registrar is not null)
        {
            _registrar.Register(future, hold);
            return;
        }

        // The scope was refused, or the invocation has ended: nothing of it starts any more.
        lock (_gate.Lock)
        {
            _branches.Add(future);
            if (_gate.Phase == ScopePhase.Joined)
            {
                future.Settle(BranchStatus.Skipped, null, null, null);
            }
        }
    }

    private void BeginJoin()
    {
        if (!_gate.TryJoin())
        {
            return;
        }

        Owner.Forget(this);
        Owner.CountJoined(Count);
        if (!Identity.StartsAtOnce)
        {
            CheckBranches();
        }

        using var hold = Activity.Hold(Owner.Node);
        if (_gate.Phase == ScopePhase.Open)
        {
            Begin();
        }

        _registrar?.Close(hold);
    }

    /// <summary>Refuses branches that cannot meet the rules, before anything of them is recorded.</summary>
    private void CheckBranches()
    {
        try
        {
            if (!Identity.Kind.IsSizedByData)
            {
                CompletionPolicy.CheckBranchCount(Identity.Config, Identity.Name, Count);
            }

            CheckLimit(Count);
        }
        catch (Exception invalid)
        {
            _ending.Failure = invalid;
            _gate.Enter(ScopePhase.Joined);
            throw;
        }
    }

    /// <summary>Looks for what is on record, and goes on from there. The owner is held.</summary>
    private void Begin()
    {
        _gate.Enter(ScopePhase.Beginning);
        var record = Owner.Find(Identity.Header, out var hasDrifted);
        if (hasDrifted || Owner.Invocation.IsEnded)
        {
            return;
        }

        if (record is { IsEnded: true })
        {
            var replay = new ScopeReplay(Identity, _gate, _branches, _ending);
            _registrar = IsOpen ? replay : null;
            replay.Run(record);
        }
        else if (Owner.IsRerun)
        {
            MeetInRerun(record);
        }
        else if (Cancellation.RefuseNew(Owner.Node))
        {
            _ending.Failure = Refusal.Of(Identity.Description);
            _ending.Publish();
        }
        else if (record is null && Owner.IsToBeCanceled)
        {
            _ending.Failure = RequestedCancel.ExceptionOf(Identity.Description, Owner.Cancel);
            _ending.Publish();
        }
        else if (TakePlaces(record, out var deadline) is { } tooMany)
        {
            _ending.Failure = tooMany;
            _ending.Publish();
        }
        else
        {
            var pump = new ScopePump(Identity, _gate, _branches, _ending);
            _registrar = IsOpen ? pump : null;
            pump.Run(record, deadline);
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
        if (TakePlaces(record, out var deadline) is { } tooMany)
        {
            _ending.Failure = tooMany;
            _ending.Publish();
            return;
        }

        Owner.Invocation.Limits.Return(1 + deadline + (Identity.IsFlat ? 0 : Count));
        if (!Owner.IsFlat)
        {
            Owner.Invocation.Drift(DriftCheck.BeginsInRerun(Owner.Place, Identity.Header, Identity.Path));
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

        lock (_gate.Lock)
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
