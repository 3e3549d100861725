using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Activity;

namespace DurableParallel.Scopes.Running;

/// <summary>
/// Which scope it is: its position among the operations of its owner, its configuration, how records and messages name it
/// and its branches, and where their records are. Immutable.
/// </summary>
internal sealed class ScopeIdentity
{
    private readonly OperationHeader _header;

    public ScopeIdentity(DurableContext owner, ScopeKind kind, in OperationHeader header, ScopeConfig? config)
    {
        Owner = owner;
        Kind = kind;
        _header = header;
        Config = config;
        StartsAtOnce = config is ParallelConfig { Start: BranchStart.AtRegistration };
    }

    public DurableContext Owner { get; }

    public ScopeKind Kind { get; }

    public ref readonly OperationHeader Header => ref _header;

    /// <summary>Null for the default rules.</summary>
    public ScopeConfig? Config { get; }

    /// <summary>Whether branches start when they are registered, and not at the join.</summary>
    public bool StartsAtOnce { get; }

    public OperationId Id => _header.Id;

    public string? Name => _header.Name;

    public string Description => $"the {Kind.Word} '{_header.Name ?? Path}'";

    /// <summary>As messages name it, with its path where the name does not say it all.</summary>
    public string Place => OperationPath.At(Description, _header.Name, _header.Name is null ? null : Path);

    /// <summary>The scope's path in names, for messages.</summary>
    public string Path => Owner.PathOf(_header.Id, _header.Name);

    public IDurableSerializer ItemSerializer => Config?.ItemSerializer ?? Owner.Serializer;

    /// <summary>Whether branches have no records of their own.</summary>
    public bool IsFlat => Config?.Nesting == NestingType.Flat;

    /// <summary>Whether branches that run when the scope is decided go on.</summary>
    public bool Drains => Config?.RunningBranches == RunningBranches.Drain;

    public Invocation Invocation => Owner.Invocation;

    public ActivityTree Activity => Invocation.Activity;

    public CheckpointGate Checkpoints => Invocation.Checkpoints;

    public ScopeCancellation Cancellation => Invocation.Cancellation;

    public OpenOperations Operations => Invocation.Operations;

    public OperationHeader HeaderOf(DurableFuture future) =>
        new(future.Id, _header.Id, OperationType.Context, Kind.BranchSubType, future.Name);

    /// <summary>Takes a place among the operations of the execution for a branch that is not on record.</summary>
    /// <exception cref="DurableLimitException">There is none left.</exception>
    public void TakePlace(DurableFuture future)
    {
        if (Invocation.Limits.TakeOperations(1, Owner, Header, branches: future.Index + 1) is { } tooMany)
        {
            throw tooMany;
        }
    }

    /// <summary>The record of a branch. Where something else was recorded in its place, the invocation ends as drifted.</summary>
    public OperationRecord? FindBranch(in OperationHeader branch, out bool hasDrifted) => Invocation.FindRecorded(Owner, branch, out hasDrifted);

    /// <summary>Whether a branch was begun as far as records tell: of a flat one they tell only once an operation of it was recorded.</summary>
    public bool IsOnRecord(in OperationHeader branch, out bool hasDrifted) =>
        IsFlat ? Invocation.FindFlat(Owner, branch, out hasDrifted) : FindBranch(branch, out hasDrifted) is not null && !hasDrifted;

    /// <summary>The context that a branch's operations are recorded below.</summary>
    public OperationId RecordedIdOf(DurableFuture future) => IsFlat ? _header.Id : future.Id;
}
