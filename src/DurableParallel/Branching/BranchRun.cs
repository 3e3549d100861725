using DurableParallel.Activity;
using DurableParallel.Checkpoints;
using DurableParallel.Operations;

namespace DurableParallel.Branching;

/// <summary>A branch from its admission to its settlement. Told to its scope once, when its end is durable or canceled.</summary>
internal abstract class BranchRun(BranchScope scope, DurableFuture future) : ICheckpointWaiter, IThreadPoolWorkItem, IParkListener, IContextOwner, ILinked<BranchRun>
{
    private DurableContext? _context;

    public string Description => $"branch '{Future.Name}'";

    string? IContextOwner.Name => Future.Name;

    int? IContextOwner.BranchIndex => Future.Index;

    public DurableFuture Future { get; } = future;

    /// <summary>Neighbours in the scope's list of what runs; only its pump touches them.</summary>
    public BranchRun? Next { get; set; }

    public BranchRun? Previous { get; set; }

    public BranchStatus Status { get; private set; }

    public string? Payload { get; private set; }

    public DurableError? Error { get; private set; }

    public DateTimeOffset? EndTimestamp { get; private set; }

    protected BranchScope Scope { get; } = scope;

    protected DurableContext Context => _context!;

    public ActivityNode Node => Context.Node;

    private ActivityTracker Tracker => Scope.Owner.Invocation.Tracker;

    public void Start(OperationHeader header)
    {
        _context = Scope.Owner.OpenChild(header.Id, header.Id, this, Future.Body);
        StartBody();
    }

    public void OnParked() => Scope.OnBranchParked(this);

    public void OnAcknowledged(DateTimeOffset timestamp)
    {
        EndTimestamp = timestamp;
        Scope.Owner.Invocation.Scheduler.Queue(this);
    }

    public void Execute()
    {
        Tracker.EndChild(Node);
        Scope.Settle(this);
        Tracker.Exit(Scope.Owner.Node);
    }

    protected abstract void StartBody();

    protected void End(string? payload, DurableError? error)
    {
        (Payload, Error) = (payload, error);
        Status = error is null ? BranchStatus.Succeeded : BranchStatus.Failed;
        var header = Scope.HeaderOf(Future);
        if (Tracker.Submit(Node, error is null ? header.Succeed(payload) : header.Fail(error), this) == SubmitOutcome.Canceled)
        {
            Cancel();
        }
    }

    /// <summary>Whether an exception only says that the decided scope refused the branch something.</summary>
    protected bool IsCancellation(Exception exception) => exception is OperationCanceledException && Tracker.RefuseNew(Node);

    protected void Cancel()
    {
        (Payload, Error) = (null, null);
        Status = BranchStatus.Canceled;
        Scope.Owner.Invocation.Scheduler.Queue(this);
    }
}
