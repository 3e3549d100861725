using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Running;

namespace DurableParallel;

/// <summary>
/// What a function, a branch or a child context works with: every operation called on it is recorded, and answered from
/// its record when the code runs again. Each body has a context of its own and uses no other.
/// </summary>
/// <remarks>
/// Operations get their place in the order in which they are called, so that order must be the same in every run: start
/// several operations at once if you like, but let only branches and child contexts go on with further ones.
/// </remarks>
public sealed partial class DurableContext
{
    private readonly Delegate _body;
    private OpenScopes? _openScopes;
    private StepLane? _idleLane;
    private int _lastNumber;
    private UnseenOperations? _unseen;

    internal DurableContext(
        Invocation invocation,
        ActivityNode node,
        OperationId? id,
        OperationId? recordedId,
        IContextOwner owner,
        Delegate body,
        IDurableSerializer serializer)
    {
        Invocation = invocation;
        Node = node;
        Id = id;
        RecordedId = recordedId;
        Serializer = serializer;
        Owner = owner;
        _body = body;
        _unasked = invocation.CountBelow(id);
        Novelty = id is null && _unasked == 0 ? Novelty.New : Novelty.Known;
    }

    /// <summary>The execution's name, unique among those of its host.</summary>
    public string ExecutionName => Invocation.Request.Execution.Name;

    /// <summary>The execution's ARN: who it is, everywhere.</summary>
    public string ExecutionArn => Invocation.Request.Execution.Arn;

    /// <summary>
    /// Signalled when the scope around this context is decided, or the execution is stopped. Pass it to what a step's
    /// body calls, so that a losing branch ends soon.
    /// </summary>
    public CancellationToken CancellationToken => Invocation.Cancellation.TokenOf(Node);

    internal Invocation Invocation { get; }

    internal ActivityNode Node { get; }

    /// <summary>The context's own id, below which its operations have theirs; null for the function.</summary>
    internal OperationId? Id { get; }

    /// <summary>The nearest context with a record, this one or one above; null for the function.</summary>
    internal OperationId? RecordedId { get; }

    /// <summary>Whether the context, or one above it, has ended before and only runs again for its children: nothing begins in it.</summary>
    internal bool IsRerun { get; private init; }

    /// <summary>Whether the context has no record of its own.</summary>
    internal bool IsFlat => !Equals(Id, RecordedId);

    internal IDurableSerializer Serializer { get; }

    internal string Description => Owner.Description;

    internal string? Name => Owner.Name;

    /// <summary>What the context is for.</summary>
    internal IContextOwner Owner { get; }

    /// <summary>What has ended while nothing waited for it; null while there is nothing.</summary>
    internal UnseenOperations? Unseen => Volatile.Read(ref _unseen);

    /// <summary>The branch that this context is, or is below of; null outside of scopes.</summary>
    internal IContextOwner? NearestBranch { get; private init; }

    /// <param name="operation">The operation of this context whose payload it is.</param>
    internal SerializationContext SerializationContext(in OperationHeader operation) => new(this, operation.Id, operation.Name);

    /// <summary>The record of an operation of this context. Where kind or name differ, the invocation ends as drifted.</summary>
    internal OperationRecord? Find(in OperationHeader asked, out bool hasDrifted)
    {
        var record = Invocation.FindRecorded(this, asked, out hasDrifted);
        if (record is not null && !hasDrifted && !asked.Id.IsReserved)
        {
            Interlocked.Decrement(ref _unasked);
        }

        return record;
    }

    /// <summary>Takes the place of a flat context, which has no record. Returns whether something is on record below it.</summary>
    internal bool FindFlat(in OperationHeader asked, out bool hasDrifted)
    {
        var isOnRecord = Invocation.FindFlat(this, asked, out hasDrifted);
        if (isOnRecord)
        {
            Interlocked.Decrement(ref _unasked);
        }

        return isOnRecord;
    }

    /// <summary>Opens a context below this one. The recorded id is its own, unless it is flat and has no record.</summary>
    /// <param name="id">Below which its operations have theirs.</param>
    /// <param name="recordedId">The nearest recorded context, itself or one above.</param>
    /// <param name="owner">What it is for.</param>
    /// <param name="body">Its code.</param>
    /// <param name="novelty">Whether it has begun before.</param>
    /// <param name="isRerun">Whether it has ended before and runs again for its children.</param>
    internal DurableContext OpenChild(OperationId id, OperationId? recordedId, IContextOwner owner, Delegate body, Novelty novelty, bool isRerun = false)
    {
        var watch = isRerun && !IsRerun ? new RerunWatch(Invocation) : null;
        var child = new DurableContext(Invocation, Invocation.Activity.AddChild(Node, watch ?? owner as IParkListener), id, recordedId, owner, body, Serializer)
        {
            IsRerun = isRerun || IsRerun,
            Novelty = novelty,
            _loggerConfig = _loggerConfig,
            NearestBranch = owner.BranchIndex is null ? NearestBranch : owner,
        };
        watch?.Observe(child);
        if (Cancel is not null && (Node.IsReached || id.IsReserved))
        {
            Invocation.Cancellation.Reach(child.Node);
        }

        return child;
    }

    /// <summary>A lane for the body of a step that is about to run.</summary>
    internal StepLane TakeLane() => Interlocked.Exchange(ref _idleLane, null) ?? new StepLane();

    /// <summary>The body has ended: the next step may run on its lane.</summary>
    internal void ReturnLane(StepLane lane)
    {
        lane.Leave();
        Volatile.Write(ref _idleLane, lane);
    }

    internal UnseenOperations RequireUnseen() => Unseen ?? Interlocked.CompareExchange(ref _unseen, new UnseenOperations(), null) ?? Unseen!;

    internal void Forget(BranchScope scope) => Volatile.Read(ref _openScopes)?.Remove(scope);

    /// <summary>
    /// Checks a context whose body has ended: a scope that nobody joined is an error, and operations on record that
    /// nobody asked for are drift. False when the invocation has ended over it.
    /// </summary>
    internal bool TryClose(ref Exception? exception)
    {
        if (exception is null && Volatile.Read(ref _openScopes)?.FindWithBranches() is { } scope)
        {
            exception = Misuse.Of(
                $"The body of {Description} returned without joining {scope.Identity.Description}, whose branches are {scope.ListNames()}. "
                + "Await JoinAsync after the last branch, or open the scope with 'await using'.");
        }

        var unasked = Volatile.Read(ref _unasked);
        if (unasked <= 0 || Node.IsUnderDecidedScope)
        {
            return true;
        }

        var stored = Invocation.CountBelow(Id);
        if (exception is null)
        {
            Invocation.Drift(DriftCheck.MissingOperations(Place, stored, stored - unasked));
        }
        else
        {
            Invocation.Drift(DriftCheck.EndedEarly(Place, ErrorRecorder.FromException(exception), stored, stored - unasked), exception);
        }

        return false;
    }

    /// <summary>Refuses a call from the body of another context or of a step, and names what to use there.</summary>
    internal void RequireOwnBody()
    {
        switch (BodyFrame.Current)
        {
            case null:
            case DurableContext same when ReferenceEquals(same, this):
                return;
            case DurableContext other:
                throw Misuse.Of(
                    $"The context of {Description} was used in the body of {other.Description}. "
                    + $"Use that body's own parameter '{other.ParameterName}' there.");
            case IStepFrame step:
                throw Misuse.Of(
                    $"The context of {Description} was used in the body of {step.Description}. A step's body calls no durable operation "
                    + "and has only its own parameter, the StepContext. Call the operation outside the step, or turn the step into a child context.");
        }
    }

    private string ParameterName =>
        Array.Find(
            ((_body.Target as IItemBody)?.UserBody ?? _body).Method.GetParameters(),
            static parameter => parameter.ParameterType == typeof(DurableContext))?.Name ?? "context";

    /// <summary>Takes the next place of this context for an operation.</summary>
    private OperationHeader Next(OperationType type, string subType, string? name)
    {
        RequireOwnBody();
        Invocation.Limits.CheckName(name);
        if (Invocation.HasEnded(Node))
        {
            throw Misuse.Of(
                $"An operation was called on the context of {Description} after its body had ended. "
                + "Await everything that a body starts before it returns.");
        }

        return new OperationHeader(new OperationId(Id, Interlocked.Increment(ref _lastNumber)), RecordedId, type, subType, name);
    }

    private OpenScopes RequireOpenScopes() =>
        Volatile.Read(ref _openScopes) ?? Interlocked.CompareExchange(ref _openScopes, new OpenScopes(), null) ?? _openScopes;
}
