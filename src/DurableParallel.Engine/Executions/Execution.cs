using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Listing;
using DurableParallel.Engine.Logging;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Engine.Turns;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Executions;

/// <summary>
/// One execution, for as long as the engine runs: small while it only waits or has ended, since there may be very many.
/// What it needs while it runs is in its <see cref="ExecutionTurn"/>. The gate guards the state; nothing is called under it
/// that takes a lock of an invocation's, because updates arrive under those.
/// </summary>
internal sealed partial class Execution : DueItem, IRecordOwner, ITurnOwner, IListedExecution, ILoggedExecution, IThreadPoolWorkItem
{
    private const int CreatedTag = -1;
    private const int EndedTag = -2;
    private const int UnblockedTag = -3;
    private const int Unknown = int.MaxValue;

    // Far away, but not never: an execution that only somebody from outside can wake.
    private const long NeverDue = long.MaxValue;
    private const long NotSet = long.MinValue;

    private readonly EngineServices _services;
    private long _lastRow;
    private long _endedAt = NotSet;
    private long _idleDue = NotSet;
    private int _keptLength;
    private int _toldLength = Unknown;
    private bool _isSuspended;
    private int _begun;
    private bool _sleepsForDelay;
    private ExecutionPhase _phase;

    private Execution(EngineServices services, long number, string name, string functionName, int version, long createdAt, ExecutionTerms? terms)
    {
        _services = services;
        Number = number;
        Name = name;
        FunctionName = functionName;
        Version = version;
        CreatedAt = createdAt;
        _terms = terms;
    }

    public long Number { get; }

    public string Name { get; }

    public string FunctionName { get; }

    public int Version { get; private set; }

    /// <summary>Milliseconds since 1970.</summary>
    public long CreatedAt { get; private set; }

    public string Arn =>
        $"arn:aws:lambda:local:000000000000:function:{FunctionName}:{(IsServed && Version <= 0 ? "$LATEST" : Version)}/durable-execution/{DisplayName}/{ArnId}";

    /// <summary>What all executions of its engine share.</summary>
    internal EngineServices Services => _services;

    // There may be a million, so none has an object of its own to be locked by.
    public object Gate => this;

    public ExecutionStatus Status { get; private set; }

    /// <summary>The caller holds the gate.</summary>
    internal ExecutionPhase Phase => _phase;

    /// <summary>Why it is blocked, or null.</summary>
    public BlockedExecution? Blocked
    {
        get
        {
            lock (this)
            {
                return _phase == ExecutionPhase.Blocked ? BlockedBy?.Describe(this) : null;
            }
        }
    }

    /// <summary>Its turn has come.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        ExecutionTurn turn;
        lock (this)
        {
            if (_services.Life.Gone is not null)
            {
                return;
            }

            if (_phase == ExecutionPhase.Queued && InFlight > 0)
            {
                // What an earlier invocation left on its way must be among the records that this one reads.
                IsDraining = true;
                return;
            }

            if (_phase != ExecutionPhase.Queued)
            {
                _services.Admission.Release();
                return;
            }

            _phase = ExecutionPhase.Running;
            Turn = turn = _services.NewTurn(this);
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
                Wake();
                return;
            }
        }

        turn.OnDue(now);
    }

    /// <summary>Queues an idle execution for its turn. Does nothing to any other.</summary>
    public void Wake()
    {
        lock (this)
        {
            if (_phase == ExecutionPhase.Idle)
            {
                _phase = ExecutionPhase.Queued;
                _services.Admission.QueueResumption(this);
            }
        }
    }

    public void OnSignalDurable(CallbackSignal signal)
    {
        lock (this)
        {
            _work?.Signals?.Remove(signal);
        }

        signal.Complete();
    }

    /// <summary>A signal that was recorded while it was at rest is durable.</summary>
    /// <param name="isEnd">Whether a callback has ended with it, so that the function goes on.</param>
    /// <param name="nextDue">When the earliest delay is due now; null when there is none.</param>
    internal void OnSignalledAtRest(bool isEnd, long? nextDue)
    {
        lock (this)
        {
            if (isEnd)
            {
                // It is woken for this, and has not slept for what it still waits for.
                _sleepsForDelay = false;
                Wake();
            }
            else if (_phase == ExecutionPhase.Idle)
            {
                SleepUntil(nextDue ?? NeverDue, isForDelay: true);
            }
        }
    }

    /// <summary>Something has changed that a signal may wait for.</summary>
    public void LookAgain()
    {
        lock (this)
        {
            _work?.Signals?.OnChanged();
        }
    }

    /// <summary>How often in a row it began after its process had died, without getting anywhere. The caller holds the gate.</summary>
    public int Begun
    {
        get => _begun;
        set => _begun = value;
    }

    /// <summary>Whether an invocation of it is in memory.</summary>
    internal bool IsResident
    {
        get
        {
            lock (this)
            {
                return Turn is { IsInProcess: true };
            }
        }
    }

    /// <summary>The input, if nothing but the creation is on record.</summary>
    public bool TryReadFreshInput(out string? input)
    {
        lock (this)
        {
            input = null;
            var records = new RecordSequence(Records.Span);
            if (_keptLength > 0 || !records.MoveNext() || !records.IsAtEnd)
            {
                return false;
            }

            input = RecordCodec.ReadCreated(records.Current).Input;
            return true;
        }
    }

    /// <summary>The input as it is on record.</summary>
    internal string? ReadInput()
    {
        var records = new RecordSequence(ReadRecords());
        return records.MoveNext() ? RecordCodec.ReadCreated(records.Current).Input : throw RecordReader.Damage("an execution has no records");
    }

    /// <summary>All durable records, which stay in memory from now on.</summary>
    public ReadOnlyMemory<byte> LoadRecords()
    {
        lock (this)
        {
            if (_keptLength > 0)
            {
                Work.Records.Load(ReadRow());
                _keptLength = 0;
            }

            return Work.Records.Lend();
        }
    }

    /// <summary>Keeps for the next invocation that the host ended an operation and the last one did not hear of it. The caller holds the gate.</summary>
    public void KeepUntold(OperationId id) => (Untold ??= []).Add(id);

    /// <summary>
    /// Takes what the last invocation did not hear of. Returns how many bytes of its records it left behind: what follows is
    /// the host's own. More than there are when that is not known.
    /// </summary>
    /// <param name="untold">The operations that ended without its hearing of it.</param>
    /// <param name="isResumed">Whether it was suspended, in this process: after a restart nothing tells.</param>
    public int TakeTold(out List<OperationId>? untold, out bool isResumed)
    {
        lock (this)
        {
            (untold, Untold) = (Untold, null);
            (isResumed, _isSuspended) = (_isSuspended, false);
            var told = _toldLength;
            _toldLength = Unknown;
            return told;
        }
    }

    /// <summary>From here on the host alone records. The caller holds the gate.</summary>
    private void MarkTold() => _toldLength = _keptLength + Records.Length;

    /// <summary>Whether its beginning must be marked; asks once.</summary>
    public bool TakeBegunMark()
    {
        lock (this)
        {
            var needed = NeedsBegunMark;
            NeedsBegunMark = false;
            return needed;
        }
    }

    /// <summary>Its turn is over, and what the row can hold leaves memory.</summary>
    public void EndTurn(ExecutionTurn turn, in Rest rest)
    {
        turn.Close();
        if (!ReferenceEquals(Turn, turn) || _phase != ExecutionPhase.Running)
        {
            return;
        }

        Turn = null;
        _phase = ExecutionPhase.Idle;
        LookAgain();
        MarkTold();
        _isSuspended = rest.IsSuspended;
        if (rest.HasNews)
        {
            Wake();
        }
        else
        {
            SleepUntil(rest.Due is { } due ? _services.Clock.RecordedOf(due) : NeverDue, rest.IsForDelay);
        }

        _services.Journal.Move(this, isUrgent: turn.IsInProcess);
    }

    public void WakeAt(long due) => _services.Due.Arm(this, due);

    /// <summary>All durable records, one after the other.</summary>
    public byte[] ReadRecords()
    {
        lock (this)
        {
            return _keptLength == 0 ? Records.ToArray() : [.. ReadRow(), .. Records.Span];
        }
    }

    // The time is kept here as well: when it comes, the queue forgets it before the execution is woken, and the row must not.
    private void SleepUntil(long due, bool isForDelay = false)
    {
        _idleDue = due;
        _sleepsForDelay = isForDelay && due != NeverDue;
        if (due != NeverDue)
        {
            _services.Due.Arm(this, _services.Clock.DueOf(due));
        }
    }

    /// <summary>Whether it has slept in this process until the earliest of its delays was over.</summary>
    public bool HasSleptEnough
    {
        get
        {
            lock (this)
            {
                return _sleepsForDelay && Due <= _services.Clock.Running();
            }
        }
    }

    // A newer row than the one known of may be there already; what it has more is in memory still.
    private ReadOnlySpan<byte> ReadRow()
    {
        var row = _isPurged ? throw NotFound() : _services.Store.ReadRecords(Number);
        return row?.Length >= _keptLength
            ? row.AsSpan(0, _keptLength)
            : throw RecordReader.Damage($"the row of the execution '{Name}' has {Counted.Of(row?.Length ?? 0, "byte")} and should have {_keptLength}");
    }
}
