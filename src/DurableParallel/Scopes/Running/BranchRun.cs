using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;

namespace DurableParallel.Scopes.Running;

/// <summary>A branch from its admission to its settlement. It tells its owner once, when its end is durable or canceled.</summary>
internal abstract class BranchRun : ICheckpointWaiter, IThreadPoolWorkItem, IParkListener, IContextOwner, ILinked<BranchRun>
{
    private readonly IBranchRunOwner _owner;
    private readonly BranchStatus? _recordedStatus;
    private int _hasRested;

    /// <param name="owner">What it is run for.</param>
    /// <param name="future">The branch.</param>
    /// <param name="novelty">Whether an earlier invocation has begun it.</param>
    /// <param name="recordedStatus">How it has ended, when it runs again for the value or the error that is on record nowhere; else null.</param>
    protected BranchRun(IBranchRunOwner owner, DurableFuture future, Novelty novelty, BranchStatus? recordedStatus)
    {
        _owner = owner;
        _recordedStatus = recordedStatus;
        Future = future;
        Context = Scope.Owner.OpenChild(future.Id, Scope.RecordedIdOf(future), this, future.Body, novelty, isRerun: recordedStatus is not null);
    }

    public string Description => $"branch '{Future.Name}'";

    string? IContextOwner.Name => Future.Name;

    int? IContextOwner.BranchIndex => Future.Index;

    DurableContext? IContextOwner.Above => Scope.Owner;

    (OperationId Id, string? Name)? IContextOwner.Scope => (Scope.Id, Scope.Name);

    public DurableFuture Future { get; }

    /// <summary>Neighbours in the scope's list of what runs; only its pump touches them.</summary>
    public BranchRun? Next { get; set; }

    public BranchRun? Previous { get; set; }

    /// <summary>How far the code of the branch has come.</summary>
    public Novelty Novelty => Context.Novelty;

    public BranchStatus Status { get; private set; }

    public string? Payload { get; private set; }

    public DurableError? Error { get; private set; }

    public DateTimeOffset? EndTimestamp { get; private set; }

    protected DurableContext Context { get; }

    protected ScopeIdentity Scope => Future.Scope.Identity;

    public ActivityNode Node => Context.Node;

    private ActivityTree Activity => Scope.Activity;

    private CheckpointGate Checkpoints => Scope.Checkpoints;

    /// <summary>Runs the body, in a work item of its own.</summary>
    public abstract void Start();

    /// <summary>Gives the future the outcome, and lets those go on that wait for it.</summary>
    public void Settle(ScopeGate gate)
    {
        List<ILocalWait> waits;
        lock (gate.Lock)
        {
            Future.Settle(Status, Payload, Error, EndTimestamp);
            waits = Future.TakeWaits();
        }

        foreach (var wait in waits)
        {
            wait.Complete();
        }
    }

    /// <summary>How a branch has ended according to its record.</summary>
    public static BranchStatus StatusOf(OperationRecord ended) =>
        ended.Status == OperationStatus.Succeeded ? BranchStatus.Succeeded : BranchStatus.Failed;

    /// <summary>How the branch has ended, for the rules.</summary>
    public BranchOutcome ToOutcome() => new(Future.Index, Future.Name, Status, Error);

    /// <summary>Whether this is the first time that the branch comes to rest.</summary>
    public bool TryRest() => Interlocked.Exchange(ref _hasRested, 1) == 0;

    public void OnParked(in ActivityHold above) => _owner.OnParked(this, above);

    public void OnAcknowledged(DateTimeOffset timestamp)
    {
        EndTimestamp = timestamp;
        Scope.Invocation.Scheduler.Queue(this);
    }

    public void Execute()
    {
        using var owner = Activity.EndChild(Node);
        _owner.OnEnded(this, owner);
    }

    protected void End(string? payload, DurableError? error, Exception? exception = null)
    {
        (Payload, Error) = (payload, error);
        Status = error is null ? BranchStatus.Succeeded : BranchStatus.Failed;
        if (_recordedStatus is { } recorded)
        {
            EndAgain(recorded, exception);
            return;
        }

        // Taken before the end is handed over, as its acknowledgement may end this branch at once, and its count with it.
        using var owner = _owner.FillsSlotsEarly ? Activity.Hold(Scope.Owner.Node) : default;
        switch (Scope.IsFlat ? Checkpoints.EndUnrecorded(Node) : SubmitEnd())
        {
            case SubmitOutcome.Canceled:
                Cancel();
                break;
            case SubmitOutcome.Accepted when Scope.IsFlat:
                EndTimestamp = Context.LatestEnd;
                Scope.Invocation.Scheduler.Queue(this);
                break;
            case SubmitOutcome.Accepted when _owner.FillsSlotsEarly:
                _owner.OnEndSubmitted(this, owner);
                break;
        }
    }

    /// <summary>Whether an exception only says that the decided scope refused the branch something.</summary>
    protected bool IsCancellation(Exception exception) => exception is OperationCanceledException && Scope.Owner.Invocation.Cancellation.RefuseNew(Node);

    protected void Cancel()
    {
        (Payload, Error) = (null, null);
        Status = BranchStatus.Canceled;
        Scope.Invocation.Scheduler.Queue(this);
    }

    private SubmitOutcome SubmitEnd()
    {
        var header = Scope.HeaderOf(Future);
        return Checkpoints.SubmitEnd(Node, Error is null ? header.SucceedContext(Payload) : header.Fail(Error), this);
    }

    /// <summary>What a branch with a record runs again for is a value that the record had no room for; one without, its outcome.</summary>
    private void EndAgain(BranchStatus recorded, Exception? exception)
    {
        if (recorded != Status || (!Scope.IsFlat && PayloadLimits.FitsContext(Payload)))
        {
            Scope.Invocation.DriftInRerun(
                $"{Description} of {Scope.Place}",
                recorded == BranchStatus.Succeeded ? "a value that was too large to be kept" : "an error that was too large to be kept",
                ContextValue.Describe(Payload, Error),
                exception);
            return;
        }

        EndTimestamp = Scope.IsFlat ? Context.LatestEnd : Future.EndTimestamp;
        Scope.Invocation.Scheduler.Queue(this);
    }
}
