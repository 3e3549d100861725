using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Rules;
using DurableParallel.Scopes.Summary;

namespace DurableParallel.Scopes.Running;

/// <summary>
/// One scope: takes branches, and when it is joined drains them under its rules. It holds the only lock of branching; a
/// pump, of which one runs at a time, settles, decides and admits, so that the rules are asked under no lock.
/// </summary>
internal sealed partial class BranchScope(DurableContext owner, ScopeKind kind, OperationHeader header, ScopeConfig? config)
    : IBranchSummarySource, ICheckpointWaiter, IThreadPoolWorkItem
{
    // Two bits a branch, as text, and what stands around them fit into 256 KiB.
    private const int MaxBranches = 750_000;

    private readonly Lock _lock = new();
    private readonly List<DurableFuture> _branches = [];
    private readonly Queue<BranchRun> _settled = [];
    private readonly Queue<BranchRun> _leaving = [];
    private readonly List<ILocalWait> _waits = [];
    private BranchLedger _ledger = new(0, null);
    private CompletionPolicy _policy;
    private CompletionVerdict? _verdict;
    private Chain<BranchRun> _running;
    private volatile ScopeState _state;
    private volatile bool _isClosed;
    private ActivityHold _ending;
    private ScopeNovelty _novelty;
    private bool _isPumping;
    private bool _isDeciding;
    private bool _isFinishing;
    private bool _isRestored;
    private bool _isReplayed;
    private int _reruns;
    private int _lastStarted = -1;

    public DurableContext Owner { get; } = owner;

    public ScopeKind Kind { get; } = kind;

    public OperationId Id => header.Id;

    public string? Name => header.Name;

    public string Description => $"the {Kind.Word} '{header.Name ?? Path}'";

    /// <summary>As messages name it, with its path where the name does not say it all.</summary>
    public string Place => OperationPath.At(Description, header.Name, header.Name is null ? null : Path);

    /// <summary>The scope's path in names, for messages.</summary>
    public string Path => Owner.PathOf(header.Id, header.Name);

    public IDurableSerializer ItemSerializer => config?.ItemSerializer ?? Owner.Serializer;

    /// <summary>What the joins return; null until then, and when there is a failure instead.</summary>
    public ParallelResult? Result { get; private set; }

    /// <summary>Why the scope has no result: it was not valid, or the scope around it canceled it.</summary>
    public Exception? Failure { get; private set; }

    public DateTimeOffset? EndTimestamp { get; private set; }

    public int Count => _branches.Count;

    /// <summary>Whether branches have no records of their own.</summary>
    public bool IsFlat => config?.Nesting == NestingType.Flat;

    public bool IsOpen => _state == ScopeState.Open;

    public bool IsJoined => _state == ScopeState.Joined;

    /// <summary>Whether the scope is on record as ended.</summary>
    public bool IsReplayed => _isReplayed;

    /// <summary>Whether an earlier invocation has seen what the joins return.</summary>
    public Novelty EndNovelty => Failure is OperationCanceledException ? Novelty.New : _compensation?.Novelty ?? (_isReplayed ? Novelty.Known : Novelty.New);

    private ActivityTracker Tracker => Owner.Invocation.Tracker;

    private bool Drains => config?.RunningBranches == RunningBranches.Drain;

    public OperationHeader HeaderOf(DurableFuture future) =>
        new(future.Id, header.Id, OperationType.Context, Kind.BranchSubType, future.Name);

    /// <summary>The context that a branch's operations are recorded below.</summary>
    public OperationId RecordedIdOf(DurableFuture future) => IsFlat ? header.Id : future.Id;

    public TFuture Register<TFuture>(TFuture future)
        where TFuture : DurableFuture
    {
        lock (_lock)
        {
            if (_state != ScopeState.Open)
            {
                throw Misuse.Of(
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
        Failure = Misuse.Of($"{Description} was given up: the registration of its branches failed.");
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
                $"The {Kind.Word} '{header.Name}'",
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
        var branches = IsFlat ? 0 : Count;
        if (record is null)
        {
            _deadlinePlaces = MayHaveDeadline ? 1 : 0;
            return limits.TakeOperations(1 + branches + _deadlinePlaces, Owner, header, branches);
        }

        var recorded = IsFlat ? 0 : Owner.Invocation.CountBelow(header.Id);
        _deadlinePlaces = MayHaveDeadline && Owner.Invocation.Request.History.Find(OperationId.DeadlineOf(header.Id)) is null ? 1 : 0;
        limits.Return(recorded - branches - _deadlinePlaces);
        return null;
    }

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
            if (!Kind.IsSizedByData)
            {
                CompletionPolicy.CheckBranchCount(config, header.Name, Count);
            }

            CheckLimit();
        }
        catch (Exception invalid)
        {
            Failure = invalid;
            _state = ScopeState.Joined;
            throw;
        }

        using var hold = Tracker.Hold(Owner.Node);
        var record = Owner.Find(header, out var hasDrifted);
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
            Failure = Refusal.Of(Description);
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
