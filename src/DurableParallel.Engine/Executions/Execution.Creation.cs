using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Journal.Rows;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Turns;
using DurableParallel.Errors;
using DurableParallel.Running;

namespace DurableParallel.Engine.Executions;

/// <content>How an execution comes to be: from a call, or from the journal.</content>
internal sealed partial class Execution
{
    // The death that nobody marked: of the process that ran it before the first mark was written.
    private const int UnmarkedDeaths = 1;

    /// <summary>A new execution, which <see cref="Create"/> makes durable.</summary>
    public static Execution New(EngineServices services, long number, string name, string functionName, int version, ExecutionTerms? terms) =>
        new(services, number, name, functionName, version, createdAt: 0, terms)
        {
            _phase = ExecutionPhase.Creating,
            Creation = new TaskCompletionSource<ExecutionHandle>(TaskCreationOptions.RunContinuationsAsynchronously),
        };

    /// <summary>An execution of which the log has the beginning.</summary>
    public static Execution FromLog(EngineServices services, long number, in CreatedRecord created) =>
        new(services, number, created.Name, created.FunctionName, created.Version, created.At, created.Terms) { _phase = ExecutionPhase.Idle };

    /// <summary>An execution that has a row.</summary>
    public static Execution FromRow(EngineServices services, ExecutionRow row)
    {
        var isEnded = row.Status is not (ExecutionStatus.Running or ExecutionStatus.Blocked);
        var execution = new Execution(services, row.Number, row.Name, row.FunctionName, row.Version, row.StartedAt, row.Terms)
        {
            Status = row.Status,
            _phase = isEnded ? ExecutionPhase.Ended : ExecutionPhase.Idle,
            _begun = row.Begun,
            _endedAt = row.EndedAt ?? NotSet,
            _lastRow = row.Through,
            _idleDue = row.DueAt ?? NotSet,
            _keptLength = row.KeptLength,
        };
        return execution;
    }

    /// <summary>Makes a new execution durable; then it waits for its turn. False when the engine takes nothing any more.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory for its record. Then there is no such execution.</exception>
    public bool Create(string? input)
    {
        try
        {
            return CreateCore(input);
        }
        catch (Exception fault)
        {
            // Nothing of it is on its way: the name is free, and those who found it meanwhile are told.
            _services.Executions.Remove(this);
            Creation?.TrySetException(fault);
            throw;
        }
    }

    private bool CreateCore(string? input)
    {
        lock (this)
        {
            if (_services.Life.IsStopping)
            {
                Creation?.TryFail(new EngineStoppedException("The engine was stopped and takes no executions any more."));
                return false;
            }

            var now = _services.Clock.Now();
            CreatedAt = now;
            var buffer = RecordBuffer.Scratch();
            RecordCodec.WriteCreated(buffer, new CreatedRecord(now, Name, FunctionName, Version, input, _terms));
            if (_services.Journal.Append(this, buffer.Written, waiter: null, now, CreatedTag))
            {
                CountAppended(buffer.Length);
                return true;
            }

            Creation?.TryFail(new EngineStoppedException("The engine takes no executions any more."));
            return false;
        }
    }

    /// <summary>Completes when the execution is durable.</summary>
    public Task<ExecutionHandle> CreatedAsync()
    {
        lock (this)
        {
            return Creation?.Task ?? Task.FromResult(_services.MakeHandle(this));
        }
    }

    /// <summary>Whether a record of the log is in the row already.</summary>
    public bool HasInRow(long logRow) => logRow <= MovedThrough;

    /// <summary>Takes note of a record that the journal had, before it is given to <see cref="IRecordOwner.OnCommitted"/>.</summary>
    public void OnRecovered(ReadOnlySpan<byte> record)
    {
        CountAppended(record.Length);
        _idleDue = NotSet;
        switch (RecordCodec.KindOf(record))
        {
            case RecordKind.Begun:
                _begun++;
                break;
            case RecordKind.Operation when OperationCodec.IsHeartbeat(record):
                break;
            case RecordKind.Operation or RecordKind.Parked:
                _begun = 0;
                break;
            case RecordKind.Blocked:
                BlockedBy = new ExecutionBlock(RecordCodec.ReadBlocked(record));
                _phase = ExecutionPhase.Blocked;
                Status = ExecutionStatus.Blocked;
                break;
            case RecordKind.Unblocked:
                _begun = 0;
                BlockedBy = null;
                _phase = ExecutionPhase.Idle;
                Status = ExecutionStatus.Running;
                break;
            case RecordKind.Settled:
                OnSettled(RecordCodec.ReadSettled(record));
                break;
            case RecordKind.Ended:
                var ended = RecordCodec.ReadEnded(record);
                Status = ended.Status;
                _endedAt = OperationStateMachine.Time(CreatedAt, ended.At).ToUnixTimeMilliseconds();
                _phase = ExecutionPhase.Ended;
                break;
        }
    }

    /// <summary>The engine before had stopped in good order: what was in flight then was not what killed it.</summary>
    public void ForgiveDeaths() => _begun = 0;

    /// <summary>Goes on where the journal ends. Returns whether it goes on at all.</summary>
    public bool Recover(bool wasStoppedCleanly)
    {
        if (BlockAtOnceIfNotHeld())
        {
            return false;
        }

        switch (_phase)
        {
            case ExecutionPhase.Ended:
                if (Records.Length > 0)
                {
                    _services.Journal.Move(this, isUrgent: false);
                }

                return false;
            case ExecutionPhase.Blocked:
                return false;
        }

        if (Status == ExecutionStatus.Blocked)
        {
            _phase = ExecutionPhase.Blocked;
            BlockedBy = ExecutionBlock.ReadLast(ReadRecords(), Name);
            return false;
        }

        MarkTold();
        if (_terms is { IsServed: true })
        {
            return RecoverServed();
        }

        if (_idleDue is not NotSet and var due)
        {
            // Asleep when the process died, it is not to blame; but what it does when it wakes may end the process again.
            NeedsBegunMark = !wasStoppedCleanly;
            SleepUntil(AheadOfTime.Limit(due, _services.Clock.Now()));
            return true;
        }

        if (!wasStoppedCleanly && _begun + UnmarkedDeaths is var deaths && deaths >= _services.PoisonAfter)
        {
            Block(
                BlockedReason.Poison,
                $"The execution '{Name}' was running when its process died, {Counted.Of(deaths, "time")} in a row, and is not run again. "
                + "Find out what of it ends the process, then unblock it. Where processes are killed from outside, set DurableEngineOptions.PoisonAfter.",
                isDurable: true);
            return false;
        }

        NeedsBegunMark = !wasStoppedCleanly;
        if (_services.Functions.FindOrWait(this) is null)
        {
            BlockMissing();
        }

        return true;
    }

    public void BlockMissing()
    {
        Block(BlockedReason.MissingVersion, message: null);
        _services.Functions.Missing.OnMissing(this);

        // It may have been registered since it was found missing, when there was nothing blocked yet to go on.
        if (_services.Functions.Has(this))
        {
            _services.Functions.Missing.OnRegistered(FunctionName, Version);
            OnRegistered();
        }
    }

    private bool BlockAtOnceIfNotHeld()
    {
        BlockNotice? notice;
        lock (this)
        {
            notice = BlockIfNotHeld();
        }

        Announce(notice);
        return notice is not null;
    }

    private void OnCreated()
    {
        _services.Log.Started(this);
        TaskCompletionSource<ExecutionHandle>? created;
        lock (this)
        {
            (created, Creation) = (Creation, null);
            ArmDeadline();
            if (_phase == ExecutionPhase.Creating)
            {
                _phase = ExecutionPhase.Queued;
                _services.Admission.QueueStart(this);
            }
        }

        created?.TrySetResult(_services.MakeHandle(this));
    }
}
