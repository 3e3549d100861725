using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Journal.Rows;
using DurableParallel.Engine.Limiting;
using DurableParallel.Engine.Listing;
using DurableParallel.Engine.Logging;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Executions;

/// <summary>
/// One execution, for as long as the engine runs: who it is, where it stands, its records and its turn. Small while it only
/// waits or has ended, since there may be very many. What starts, ends and blocks executions is in classes of their own, which
/// all executions share. The gate guards the state; nothing is called under it that takes a lock of an invocation's, because
/// updates arrive under those.
/// </summary>
internal sealed class Execution : RecordedExecution, ITurnOwner, IListedExecution, ILimited, ILoggedExecution, IThreadPoolWorkItem
{
    /// <summary>Sets apart executions of one name and of different functions; part of no name that somebody gives.</summary>
    public const char FunctionMark = '~';

    public const int CreatedTag = -1;
    public const int EndedTag = -2;
    public const int UnblockedTag = -3;
    public const int RetriedTag = -4;

    private ExecutionTerms? _terms;
    private ExecutionStanding _state;
    private BetweenTurns _between;

    /// <summary>A new execution, which <see cref="ExecutionStarts"/> makes durable.</summary>
    public Execution(EngineServices services, long number, string name, string functionName, int version, ExecutionTerms? terms)
        : this(services, number, name, functionName, version, terms, default)
    {
        _state = new ExecutionStanding(ExecutionPhase.Creating);
        _between.States = ExecutionStates.None;
        Work.Creation = new TaskCompletionSource<ExecutionHandle>(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>An execution of which the log has the beginning.</summary>
    public Execution(EngineServices services, long number, in CreatedRecord created)
        : this(services, number, created.Name, created.FunctionName, created.Version, created.Terms, default)
    {
        _state = new ExecutionStanding(ExecutionPhase.Idle);
        CreatedAt = created.At;
    }

    /// <summary>An execution that has a row.</summary>
    public Execution(EngineServices services, in ExecutionRow row)
        : this(services, row.Number, row.Name, row.FunctionName, row.Version, row.Terms, new StoredRecords(row.Through, row.KeptLength))
    {
        _state = new ExecutionStanding(row);
        _between = new BetweenTurns(row.DueAt);
        CreatedAt = row.StartedAt;
    }

    private Execution(EngineServices services, long number, string name, string functionName, int version, ExecutionTerms? terms, StoredRecords stored)
        : base(services, number, name, stored)
    {
        FunctionName = functionName;
        Version = version;
        _terms = terms;
        _between = new BetweenTurns(due: null);
    }

    public string FunctionName { get; }

    public string Arn =>
        $"arn:aws:lambda:local:000000000000:function:{FunctionName}:{(IsServed && Version <= 0 ? "$LATEST" : Version)}/durable-execution/{Uri.EscapeDataString(DisplayName)}/{ArnId}";

    /// <summary>The last part of the ARN.</summary>
    public string ArnId => $"{Services.Store.Id}-{Number}";

    /// <summary>The name as it was given.</summary>
    public string DisplayName => RunName.ExecutionOf(Name) is var name && Terms is { } terms
        ? terms.Invoker is not null ? name.Replace(FunctionMark, '_')
            : terms.IsServed && name.IndexOf(FunctionMark) is >= 0 and var mark ? name[..mark]
            : name
        : RunName.ExecutionOf(Name);

    public bool IsServed => Terms is { IsServed: true };

    public ExecutionTerms? Terms => Gated(static execution => execution._terms);

    public ExecutionStatus Status => _state.Status;

    public int Priority => Terms?.Priority ?? 0;

    public string? ConcurrencyKey => Terms?.ConcurrencyKey;

    /// <summary>Under the gate of this one. The terms of the other may change meanwhile; those that are taken do not.</summary>
    public void ShareTerms(ILimited other)
    {
        var terms = Volatile.Read(ref ((Execution)other)._terms);
        _terms = terms == _terms ? terms : _terms;
    }

    public StartWait? Waiting => Services.Holds.Describe(this);

    /// <summary>Whether its row is gone, or goes with the commit under way.</summary>
    public bool IsPurged => Gated(static execution => execution._state.IsPurged);

    /// <summary>Whether it has a turn in this process.</summary>
    public bool IsResident => Gated(static execution => execution.AreRecordsRead);

    /// <summary>Gated, as all that follows.</summary>
    internal ref ExecutionStanding State => ref _state;

    internal ref BetweenTurns Between => ref _between;

    internal ExecutionPhase Phase => _state.Phase;

    /// <summary>The run of it; null while it is at rest.</summary>
    internal ExecutionTurn? Turn => WorkOrNull?.Turn;

    ExecutionTurn? ITurnOwner.Turn => Turn;

    /// <summary>Why it is blocked; null while it is not.</summary>
    internal ExecutionBlock? BlockedBy => WorkOrNull?.Block;

    /// <summary>What the outside does to its callbacks and is not durable.</summary>
    internal PendingSignals Signals => Work.Signals ??= new PendingSignals();

    public bool HasSleptEnough => Gated(static execution => execution._between.SleepsForDelay && execution.Due <= execution.Services.Clock.Running());

    int ITurnOwner.Begun
    {
        get => _state.Begun;
        set => _state.Begun = value;
    }

    /// <summary>Its turn has come.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        ExecutionTurn turn;
        lock (this)
        {
            if (Services.Life.Gone is not null)
            {
                return;
            }

            if (Phase == ExecutionPhase.Queued && !HasNothingInFlight)
            {
                // What an earlier turn left on its way must be among the records that this one reads.
                Work.IsDraining = true;
                return;
            }

            if (!_state.TryRun())
            {
                Services.Admission.Release();
                return;
            }

            Work.Turn = turn = Services.NewTurn(this);
        }

        // Not the property: a stop or a time-out that became durable in between has cleared it.
        turn.Begin();
    }

    public override void OnDue(long now)
    {
        ExecutionTurn? turn;
        lock (this)
        {
            turn = Turn;
            if (turn is null)
            {
                Services.Holds.OnDue(this);
                return;
            }
        }

        turn.OnDue(now);
    }

    public void Wake()
    {
        lock (this)
        {
            if (!Services.Holds.TryHold(this) && _state.TryQueue(ExecutionPhase.Idle))
            {
                Services.Admission.QueueResumption(this);
            }
        }
    }

    public void WakeAt(long due) => Services.Due.Arm(this, due);

    /// <summary>It sleeps until a time, as on record; null for until something comes from outside. Gated.</summary>
    internal void Sleep(long? until, bool isForDelay)
    {
        if (_between.Sleep(until, isForDelay) is { } due)
        {
            Services.Due.Arm(this, Services.Clock.DueOf(due));
        }
    }

    public int TakeTold(out List<OperationId>? untold, out bool isResumed)
    {
        lock (this)
        {
            untold = WorkOrNull?.Untold;
            WorkOrNull?.Untold = null;
            return _between.TakeSeen(out isResumed);
        }
    }

    public void KeepUntold(OperationId id) => (Work.Untold ??= []).Add(id);

    public bool TakeBegunMark()
    {
        lock (this)
        {
            if (WorkOrNull is not { NeedsBegunMark: true } work)
            {
                return false;
            }

            work.NeedsBegunMark = false;
            return true;
        }
    }

    public RegisteredFunction? FindFunction() => Services.Functions.FindOrWait(this);

    public void Settle(in RegisteredFunction function) => InvokedExecutions.Settle(this, function);

    /// <summary>Version and timeout of its function are known. Gated.</summary>
    internal void OnSettled(SettledRecord settled)
    {
        Version = settled.Version;
        _terms = (_terms ?? new ExecutionTerms()) with { IsUnsettled = false, TimeoutMilliseconds = settled.TimeoutMilliseconds };
    }

    /// <summary>Other terms hold for it from now on. Gated.</summary>
    internal void ChangeTerms(ExecutionTerms terms) => _terms = terms;

    public void ShowStatus(string? status) => _terms = (_terms ?? new ExecutionTerms()) with { CustomStatus = status };

    public void EndTurn(ExecutionTurn turn, in Rest rest)
    {
        turn.Close();
        if (!ReferenceEquals(Turn, turn) || !_state.TryRest())
        {
            return;
        }

        Work.Turn = null;
        LookAgain();
        _between.OnTurnOver((int)RecordedLength);
        _between.OnRest(rest, turn.States);
        if (rest.HasNews)
        {
            Wake();
        }
        else
        {
            Sleep(rest.Due is { } due ? Services.Clock.RecordedOf(due) : null, rest.IsForDelay);
        }

        Services.Journal.Move(this, isUrgent: turn.IsInProcess);
    }

    public void OnSignalDurable(DurableSignal signal)
    {
        lock (this)
        {
            WorkOrNull?.Signals?.Remove(signal);
        }

        signal.Complete();
    }

    public void LookAgain()
    {
        lock (this)
        {
            WorkOrNull?.Signals?.OnChanged();
        }
    }

    public ExecutionTurn? End(ExecutionStatus status, string? payload, DurableError? error) => Services.Ends.End(this, status, payload, error);

    public void ContinueAsNew(string? input) => Services.Runs.Continue(this, input);

    public override void OnNotRecorded(Exception fault) => RecordHandOver.Fail(this, fault);

    public override bool FailIfTooLarge(long moreBytes) =>
        SubmittedLength + moreBytes > Services.Turns.MaxRecordedBytes && Services.Ends.FailAsTooLarge(this, moreBytes);

    public void Block(BlockedReason reason, string? message, Exception? cause = null, bool isDurable = false) =>
        Services.Blocks.Block(this, reason, message, cause, isDurable);

    public void BlockMissing() => Services.Blocks.BlockMissing(this);

    public bool StartInvoke(OperationId id, OperationOptions options, string? input) => Services.Invokes.Start(this, id, options, input);

    public EndedRecord? TakeUpInvoke(OperationId id, OperationOptions options, Func<OperationId, string?> readInput) =>
        Services.Invokes.TakeUp(this, id, options, readInput);

    public void RaiseEvent(OperationId id, string target, string name, string? payload, Action<DurableError?> onRaised) =>
        Services.Events.RaiseFrom(this, id, target, name, payload, onRaised);

    public InvokedFunction? FindInvoked(OperationId id, string functionName) => Services.Invokes.FindInvoked(this, id, functionName);

    /// <summary>Whether it waits for its turn: one of its own, or to begin at all.</summary>
    public bool IsQueued => Gated(static execution => execution.Phase == ExecutionPhase.Queued || execution is { Phase: ExecutionPhase.Idle, Status: ExecutionStatus.Running, _terms.IsHeld: true });

    public ExecutionStates ReadStates() => Gated(RecordedStates.Read);

    public ExecutionFacts ReadFacts()
    {
        lock (this)
        {
            return new ExecutionFacts(
                Phase != ExecutionPhase.Creating && !_state.IsPurged,
                Status,
                CreatedAt,
                Phase == ExecutionPhase.Ended ? _state.EndedAt : null);
        }
    }

    public override void OnAcknowledged(int tag)
    {
        switch (tag)
        {
            case CreatedTag:
                Services.Starts.OnCreated(this);
                ExecutionCounts.OnCreated(this);
                break;
            case EndedTag:
                Services.Ends.OnEnded(this);
                Services.Holds.OnEnded(this);
                ExecutionCounts.OnEnded(this);
                break;
            case UnblockedTag:
                ExecutionBlocks.OnUnblocked(this);
                break;
            case RetriedTag:
                Services.Retries.OnRetried(this);
                break;
            default:
                lock (this)
                {
                    Turn?.OnDelayDurable(tag);
                }

                break;
        }
    }

    public override PurgeVerdict TryPurge(long logHead, out long heldBy) => Services.Executions.TryPurge(this, logHead, out heldBy);

    protected override bool IsRowGone => _state.IsPurged;

    protected override bool AreRecordsRead => Turn is { IsInProcess: true };

    protected override ExecutionRow Describe() => new()
    {
        Number = Number,
        Name = Name,
        FunctionName = FunctionName,
        Version = Version,
        Status = BlockedBy is { IsRecorded: false } ? ExecutionStatus.Running : Status,
        StartedAt = CreatedAt,
        EndedAt = _state.EndedAt,
        DueAt = Phase == ExecutionPhase.Idle ? _between.Due : null,
        Begun = _state.Begun,
        Terms = _terms,
        Through = LastRow,
    };

    protected override void OnNothingInFlight()
    {
        LookAgain();
        if (Work.IsDraining)
        {
            Work.IsDraining = false;
            Services.Scheduler.Queue(this);
        }
    }

    private T Gated<T>(Func<Execution, T> read)
    {
        lock (this)
        {
            return read(this);
        }
    }

    protected override BlockNotice? OnNotHeld() => Services.Blocks.BlockIfNotHeld(this);

    protected override void OnBlocked(BlockNotice notice) => Services.Blocks.Announce(this, notice);
}
