using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;

namespace DurableParallel.Scopes.Running;

/// <summary>A branch from its admission to its settlement. Told to its scope once, when its end is durable or canceled.</summary>
internal abstract class BranchRun(BranchScope scope, DurableFuture future) : ICheckpointWaiter, IThreadPoolWorkItem, IParkListener, IContextOwner, ILinked<BranchRun>
{
    private DurableContext? _context;
    private BranchStatus? _recordedStatus;
    private int _hasRested;

    public string Description => $"branch '{Future.Name}'";

    string? IContextOwner.Name => Future.Name;

    int? IContextOwner.BranchIndex => Future.Index;

    DurableContext? IContextOwner.Above => Scope.Owner;

    (OperationId Id, string? Name)? IContextOwner.Scope => (Scope.Id, Scope.Name);

    public DurableFuture Future { get; } = future;

    /// <summary>Neighbours in the scope's list of what runs; only its pump touches them.</summary>
    public BranchRun? Next { get; set; }

    public BranchRun? Previous { get; set; }

    /// <summary>How far the code of the branch has come.</summary>
    public Novelty Novelty => Context.Novelty;

    public BranchStatus Status { get; private set; }

    public string? Payload { get; private set; }

    public DurableError? Error { get; private set; }

    public DateTimeOffset? EndTimestamp { get; private set; }

    protected BranchScope Scope { get; } = scope;

    protected DurableContext Context => _context!;

    public ActivityNode Node => Context.Node;

    private ActivityTree Activity => Scope.Owner.Invocation.Activity;

    private CheckpointGate Checkpoints => Scope.Owner.Invocation.Checkpoints;

    public void Start(Novelty novelty)
    {
        _context = Scope.Owner.OpenChild(Future.Id, Scope.RecordedIdOf(Future), this, Future.Body, novelty);
        StartBody();
    }

    /// <summary>Runs a branch again that has ended, for the value or the error that is on record nowhere.</summary>
    public void StartAgain(BranchStatus recordedStatus)
    {
        _recordedStatus = recordedStatus;
        _context = Scope.Owner.OpenChild(Future.Id, Scope.RecordedIdOf(Future), this, Future.Body, Novelty.Known, isRerun: true);
        StartBody();
    }

    /// <summary>Whether this is the first time that the branch comes to rest.</summary>
    public bool TryRest() => Interlocked.Exchange(ref _hasRested, 1) == 0;

    public void OnParked(in ActivityHold above) => Scope.OnBranchParked(this, above);

    public void OnAcknowledged(DateTimeOffset timestamp)
    {
        EndTimestamp = timestamp;
        Scope.Owner.Invocation.Scheduler.Queue(this);
    }

    public void Execute()
    {
        using var owner = Activity.EndChild(Node);
        if (_recordedStatus is null)
        {
            Scope.Settle(this, owner);
        }
        else
        {
            Scope.OnRerunEnded(this, owner);
        }
    }

    protected abstract void StartBody();

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
        using var owner = Scope.FillsSlotsEarly ? Activity.Hold(Scope.Owner.Node) : default;
        switch (Scope.IsFlat ? Checkpoints.EndUnrecorded(Node) : SubmitEnd())
        {
            case SubmitOutcome.Canceled:
                Cancel();
                break;
            case SubmitOutcome.Accepted when Scope.IsFlat:
                EndTimestamp = Context.LatestEnd;
                Scope.Owner.Invocation.Scheduler.Queue(this);
                break;
            case SubmitOutcome.Accepted when Scope.FillsSlotsEarly:
                Scope.OnEndSubmitted(this, owner);
                break;
        }
    }

    /// <summary>Whether an exception only says that the decided scope refused the branch something.</summary>
    protected bool IsCancellation(Exception exception) => exception is OperationCanceledException && Scope.Owner.Invocation.Cancellation.RefuseNew(Node);

    protected void Cancel()
    {
        (Payload, Error) = (null, null);
        Status = BranchStatus.Canceled;
        Scope.Owner.Invocation.Scheduler.Queue(this);
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
            Scope.Owner.Invocation.DriftInRerun(
                $"{Description} of {Scope.Place}",
                recorded == BranchStatus.Succeeded ? "a value that was too large to be kept" : "an error that was too large to be kept",
                ContextValue.Describe(Payload, Error),
                exception);
            return;
        }

        EndTimestamp = Scope.IsFlat ? Context.LatestEnd : Future.EndTimestamp;
        Scope.Owner.Invocation.Scheduler.Queue(this);
    }
}
