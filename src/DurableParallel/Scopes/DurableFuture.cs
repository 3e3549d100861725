using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running.Operations;
using DurableParallel.Scopes.Running;

namespace DurableParallel;

/// <summary>
/// What becomes of a branch. Not awaitable itself, so that a branch may be registered as a statement;
/// <see cref="AsTask"/> waits for it from a sibling while the join runs. Safe to read from any thread.
/// </summary>
/// <remarks>
/// Until the join is called, asking for the outcome throws <see cref="InvalidOperationException"/>. While it runs, only
/// <see cref="AsTask"/> may be asked. Afterwards everything answers at once. Under <see cref="BranchStart.AtRegistration"/>
/// <see cref="AsTask"/> may be asked from the beginning.
/// </remarks>
public class DurableFuture
{
    private static readonly List<ILocalWait> NobodyWaits = [];

    private readonly IDurableSerializer? _serializer;
    private string? _name;
    private OperationId? _id;
    private List<ILocalWait>? _waits;

    // Kept small, since there may be very many: the end as ticks, 0 is none.
    private long _endTicks;
    private volatile byte _status = (byte)BranchStatus.Pending;

    private protected DurableFuture(BranchScope scope, string? name, Delegate body, IDurableSerializer? serializer)
    {
        Scope = scope;
        Index = scope.Count;
        _name = name;
        Body = body;
        _serializer = serializer;
    }

    /// <summary>The branch's name; "parallel-branch-" and the index where none was given.</summary>
    public string Name => _name ??= $"{Scope.Identity.Kind.BranchNamePrefix}{Index}";

    /// <summary>The branch's place in the order of registration, from 0.</summary>
    public int Index { get; }

    /// <summary>Where the branch stands. May be read at any time.</summary>
    public BranchStatus Status => (BranchStatus)_status;

    /// <summary>The error of a branch that failed; null otherwise.</summary>
    public DurableError? Error { get; private set; }

    internal OperationId Id => _id ??= new OperationId(Scope.Identity.Id, Index + 1);

    internal BranchScope Scope { get; }

    /// <summary>The branch's path in names.</summary>
    internal string Path => OperationPath.Below(Scope.Identity.Path, Id, Name);

    internal Delegate Body { get; }

    /// <summary>Of the branch's result; the operations of its body have that of the function.</summary>
    internal IDurableSerializer ResultSerializer => _serializer ?? Scope.Identity.ItemSerializer;

    internal string? Payload { get; private set; }

    internal DateTimeOffset? EndTimestamp
    {
        get => _endTicks == 0 ? null : new DateTimeOffset(_endTicks, TimeSpan.Zero);
        private set => _endTicks = value?.UtcTicks ?? 0;
    }

    /// <summary>Whether an earlier invocation has seen the end of the branch; New until it is known otherwise.</summary>
    internal Novelty Novelty { get; set; } = Novelty.New;

    internal bool IsSettled => Status is not (BranchStatus.Pending or BranchStatus.Running);

    internal virtual bool HasResult => false;

    /// <summary>Reads the value of a branch that has succeeded, before anybody can see it. False when this build cannot; then the invocation has ended.</summary>
    internal virtual bool TryReadValue() => true;

    /// <summary>Undoes what the branch did; null when nothing is to be undone.</summary>
    internal Func<DurableContext, Task>? Compensation { get; private protected set; }

    /// <summary>Those who wait for the branch. Guarded by the scope's lock.</summary>
    internal List<ILocalWait> Waits => _waits ??= [];

    /// <summary>
    /// A task that ends with the branch: for siblings that need it while the join runs, and between registrations under
    /// <see cref="BranchStart.AtRegistration"/>. Fails with
    /// <see cref="BranchFailedException"/>, <see cref="BranchSkippedException"/> or <see cref="BranchCanceledException"/>.
    /// </summary>
    /// <returns>A task that ends as the branch does.</returns>
    /// <exception cref="InvalidOperationException">The scope was not joined yet, and its branches start at the join.</exception>
    public DurableTask AsTask() => Scope.WaitFor<Nothing>(this).VoidTask;

    /// <summary>
    /// What undoes the branch, as <see cref="BranchOptions.Compensate"/> does: it runs when the branch succeeded and the scope as a whole
    /// is a failure.
    /// </summary>
    /// <param name="compensate">Undoes it, given a context of its own. A failing one is retried with <see cref="RetryStrategy.Default"/>, and does not stop the others.</param>
    /// <returns>This future.</returns>
    /// <exception cref="InvalidOperationException">The join has begun, or the branch has a compensation.</exception>
    public DurableFuture CompensateWith(Func<DurableContext, Task> compensate)
    {
        Misuse.ThrowIfNull(compensate);
        SetCompensation(compensate);
        return this;
    }

    internal static DurableFuture Create(BranchScope scope, string? name, Delegate body, BranchOptions? options) =>
        new(scope, name, body, serializer: null) { Compensation = options?.Compensate };

    internal virtual BranchRun CreateRun(IBranchRunOwner owner, Novelty novelty, BranchStatus? recordedStatus = null) =>
        new BranchRun<Nothing>(owner, this, novelty, recordedStatus);

    /// <summary>Takes the end that is on record. Returns whether the branch is to run again for its value, which is not.</summary>
    internal bool TakeRecord(OperationRecord ended, BranchStatus status)
    {
        if (ended.ReplayChildren)
        {
            EndTimestamp = ended.EndTimestamp;
            MarkRunning();
            return true;
        }

        Settle(status, ended.Payload, ended.Error, ended.EndTimestamp);
        return false;
    }

    internal void MarkRunning() => _status = (byte)BranchStatus.Running;

    internal void Settle(BranchStatus status, string? payload, DurableError? error, DateTimeOffset? endTimestamp)
    {
        (Payload, Error, EndTimestamp) = (payload, error, endTimestamp);
        _status = (byte)status;
    }

    internal List<ILocalWait> TakeWaits()
    {
        var waits = _waits ?? NobodyWaits;
        _waits = null;
        return waits;
    }

    internal BranchOutcome ToOutcome() => new(Index, Name, Status, Error);

    /// <summary>The value of a branch that has ended and was read, or its exception.</summary>
    internal T TakeOutcome<T>() => Status switch
    {
        BranchStatus.Succeeded when this is DurableFuture<T> withValue => withValue.TakeValue(),
        BranchStatus.Succeeded => default!,
        BranchStatus.Failed => throw BranchFailedException.For(ToOutcome(), Path),
        BranchStatus.Canceled => throw new BranchCanceledException(Name, Index),
        _ => throw new BranchSkippedException(Name, Index),
    };

    private protected void SetCompensation(Func<DurableContext, Task> compensate)
    {
        if (!Scope.IsOpen)
        {
            throw Misuse.Of($"Branch '{Name}' was given a compensation after the join of {Scope.Identity.Description} had begun. Call CompensateWith where the branch is registered.");
        }

        if (Compensation is not null)
        {
            throw Misuse.Of($"Branch '{Name}' of {Scope.Identity.Description} was given a second compensation. Undo all that it does in one.");
        }

        Compensation = compensate;
    }

    private protected void RequireJoined()
    {
        if (!Scope.IsJoined)
        {
            throw Scope.IsOpen ? Scope.NotJoined(this) : Scope.StillRunning(this);
        }
    }
}
