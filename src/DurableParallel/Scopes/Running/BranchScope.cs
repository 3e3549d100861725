using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Rules;
using DurableParallel.Scopes.Summary;

namespace DurableParallel.Scopes.Running;

/// <summary>
/// One scope: takes branches, and when it is joined drains them under its rules. A
/// pump, of which one runs at a time, settles, decides and admits, so that the rules are asked under no lock.
/// </summary>
internal sealed partial class BranchScope : IBranchSummarySource, ICheckpointWaiter, IThreadPoolWorkItem
{
    // Two bits a branch, as text, and what stands around them fit into 256 KiB.
    private const int MaxBranches = 750_000;

    private readonly ScopeGate _gate = new();
    private readonly List<DurableFuture> _branches = [];
    private readonly Queue<BranchRun> _settled = [];
    private readonly Queue<BranchRun> _leaving = [];
    private readonly List<ILocalWait> _waits = [];
    private BranchLedger _ledger = new(0, null);
    private CompletionPolicy _policy;
    private CompletionVerdict? _verdict;
    private Chain<BranchRun> _running;
    private ActivityHold _ending;
    private ScopeNovelty _novelty;
    private bool _isPumping;
    private bool _isRestored;
    private bool _isReplayed;
    private int _reruns;
    private int _lastStarted = -1;

    public BranchScope(DurableContext owner, ScopeKind kind, in OperationHeader header, ParallelConfig? config) =>
        Identity = new ScopeIdentity(owner, kind, header, config);

    public ScopeIdentity Identity { get; }

    /// <summary>What the joins return; null until then, and when there is a failure instead.</summary>
    public ParallelResult? Result { get; private set; }

    /// <summary>Why the scope has no result: it was not valid, or the scope around it canceled it.</summary>
    public Exception? Failure { get; private set; }

    public DateTimeOffset? EndTimestamp { get; private set; }

    public int Count => _branches.Count;

    public bool IsOpen => _gate.Phase == ScopePhase.Open;

    public bool IsJoined => _gate.Phase == ScopePhase.Joined;

    /// <summary>Whether the scope is on record as ended.</summary>
    public bool IsReplayed => _isReplayed;

    /// <summary>Whether an earlier invocation has seen what the joins return.</summary>
    public Novelty EndNovelty => Failure is OperationCanceledException ? Novelty.New : _compensation?.Novelty ?? (_isReplayed ? Novelty.Known : Novelty.New);

    private DurableContext Owner => Identity.Owner;

    private ActivityTracker Tracker => Identity.Tracker;

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

            _branches.Add(future);
            return future;
        }
    }

    /// <summary>Gives up a scope whose registration failed: it starts nothing and needs no join.</summary>
    public void GiveUp()
    {
        Owner.Forget(this);
        if (_gate.TryJoin())
        {
            Failure = Misuse.Of($"{Identity.Description} was given up: the registration of its branches failed.");
            _gate.Enter(ScopePhase.Joined);
        }
    }

    public void OnAcknowledged(DateTimeOffset timestamp)
    {
        EndTimestamp = timestamp;
        Owner.Invocation.Scheduler.Queue(this);
    }

    /// <summary>The scope's own end is durable: not before may anybody see it.</summary>
    public void Execute()
    {
        using var ending = _ending;
        Conclude();
    }

    string IBranchSummarySource.Name(int index) => _branches[index].Name;

    bool IBranchSummarySource.HasResult(int index) => _branches[index].HasResult;

    BranchStatus IBranchSummarySource.Status(int index) => _ledger[index];

    string? IBranchSummarySource.Payload(int index) => _branches[index].Payload;

    DurableError? IBranchSummarySource.Error(int index) => _branches[index].Error;

    /// <summary>Refuses a scope whose summary could not be recorded, before anything of it is.</summary>
    private void CheckLimit()
    {
        if (Count > MaxBranches)
        {
            throw new DurableLimitException(
                $"The {Identity.Kind.Word} '{Identity.Name}'",
                Count,
                MaxBranches,
                "branch",
                "branches",
                "Give each branch more of the work, or nest scopes.");
        }
    }

    /// <summary>
    /// Takes places for the scope, for its deadline and for all its branches that will be on record, which may be refused;
    /// for one that is on record only those of what is not. A branch then never is: its refusal could not be recorded.
    /// </summary>
    private DurableLimitException? TakePlaces(OperationRecord? record)
    {
        var limits = Owner.Invocation.Limits;
        var branches = Identity.IsFlat ? 0 : Count;
        if (record is null)
        {
            _deadlinePlaces = MayHaveDeadline ? 1 : 0;
            return limits.TakeOperations(1 + branches + _deadlinePlaces, Owner, Identity.Header, branches);
        }

        var recorded = Identity.IsFlat ? 0 : Owner.Invocation.CountBelow(Identity.Id);
        _deadlinePlaces = MayHaveDeadline && Owner.Invocation.Request.History.Find(OperationId.DeadlineOf(Identity.Id)) is null ? 1 : 0;
        limits.Return(recorded - branches - _deadlinePlaces);
        return null;
    }

    private void Begin()
    {
        if (!_gate.TryJoin())
        {
            return;
        }

        Owner.Forget(this);
        try
        {
            if (!Identity.Kind.IsSizedByData)
            {
                CompletionPolicy.CheckBranchCount(Identity.Config, Identity.Name, Count);
            }

            CheckLimit();
        }
        catch (Exception invalid)
        {
            Failure = invalid;
            _gate.Enter(ScopePhase.Joined);
            throw;
        }

        using var hold = Tracker.Hold(Owner.Node);
        var record = Owner.Find(Identity.Header, out var hasDrifted);
        if (hasDrifted || Tracker.IsEnded)
        {
            return;
        }

        if (record is { IsEnded: true })
        {
            Replay(record);
        }
        else if (Owner.IsRerun)
        {
            MeetInRerun(record);
        }
        else if (Tracker.RefuseNew(Owner.Node))
        {
            Failure = Refusal.Of(Identity.Description);
            Publish();
        }
        else if (TakePlaces(record) is { } tooMany)
        {
            Failure = tooMany;
            Publish();
        }
        else
        {
            Drain(record);
        }
    }
}
