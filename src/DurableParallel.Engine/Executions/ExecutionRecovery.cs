using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Journal.Rows;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Turns;
using DurableParallel.Errors;

namespace DurableParallel.Engine.Executions;

/// <summary>Brings the executions of a journal into the table while it is opened, and then lets them go on.</summary>
internal sealed class ExecutionRecovery(ExecutionTable executions, EngineServices services) : IRecoveryTarget
{
    // The death that nobody marked: of the process that ran it before the first mark was written.
    private const int UnmarkedDeaths = 1;
    private readonly List<Execution> _recovered = [];

    /// <summary>Whether the engine before had stopped in good order; true for a new journal.</summary>
    public bool WasStoppedCleanly { get; private set; } = true;

    /// <summary>All of the journal has been read: from now on its executions are found by name.</summary>
    /// <exception cref="JournalDamagedException">Two have the same name.</exception>
    public void EndReading()
    {
        if (executions.AddNames(_recovered) is { } taken)
        {
            throw TwoOf(taken);
        }
    }

    /// <summary>Lets everything that was read from the journal go on, and returns how many executions that are.</summary>
    /// <param name="blocked">How many do not, until a person acts.</param>
    public int Resume(out int blocked)
    {
        var resumed = 0;
        blocked = 0;
        foreach (var execution in _recovered)
        {
            services.Holds.Recover(execution);
        }

        foreach (var execution in _recovered)
        {
            if (Resume(execution))
            {
                resumed++;
            }
            else if (execution.Status == ExecutionStatus.Blocked)
            {
                blocked++;
            }
        }

        foreach (var execution in _recovered)
        {
            services.Ends.ArmDeadline(execution);
        }

        services.Invokes.Resume(_recovered);
        _recovered.Clear();
        _recovered.TrimExcess();
        return resumed;
    }

    /// <summary>All of the journal has been read, and nothing goes on.</summary>
    public void Rest()
    {
        foreach (var execution in _recovered.Where(static execution => execution is { Status: ExecutionStatus.Blocked, Phase: not ExecutionPhase.Blocked }))
        {
            Block(execution);
        }

        _recovered.Clear();
        _recovered.TrimExcess();
    }

    void IRecoveryTarget.OnRow(ExecutionRow row) => Add(new Execution(services, row));

    /// <summary>The rows of schedules; each is read once its own turn has come.</summary>
    public List<ExecutionRow> Schedules { get; } = [];

    void IRecoveryTarget.OnSchedule(ExecutionRow row) => Schedules.Add(row);

    void IRecoveryTarget.OnJournalMark(RecordKind kind)
    {
        WasStoppedCleanly = kind == RecordKind.Stopped;
        if (WasStoppedCleanly)
        {
            foreach (var execution in _recovered)
            {
                execution.State.Begun = 0;
            }
        }
    }

    IRecordOwner? IRecoveryTarget.OnRecord(long executionNumber, ReadOnlySpan<byte> record, long row)
    {
        if (executions.Index.Find(executionNumber) is not { } execution)
        {
            execution = new Execution(services, executionNumber, RecordCodec.ReadCreated(record, withInput: false));
            Add(execution);
        }

        if (execution.HasInRow(row))
        {
            return null;
        }

        WasStoppedCleanly = false;
        OnRecovered(execution, record);
        return execution;
    }

    // Takes note of a record before it is given to the execution as a committed one.
    private static void OnRecovered(Execution execution, ReadOnlySpan<byte> record)
    {
        ref var state = ref execution.State;
        execution.Work.Records.OnAppended(record.Length);
        execution.Between.OnRecord();
        switch (RecordCodec.KindOf(record))
        {
            case RecordKind.Begun:
                state.Begun++;
                break;
            case RecordKind.Operation when OperationCodec.IsHeartbeat(record):
                break;
            case RecordKind.Operation or RecordKind.Parked:
                state.Begun = 0;
                break;
            case RecordKind.Blocked:
                execution.Work.Block = new ExecutionBlock(RecordCodec.ReadBlocked(record));
                state.Block();
                break;
            case RecordKind.Unblocked:
                state.Begun = 0;
                execution.Work.Block = null;
                state.Unblock();
                break;
            case RecordKind.Status:
                execution.ShowStatus(StatusRecord.Read(record).Payload);
                break;
            case RecordKind.Settled:
                execution.OnSettled(RecordCodec.ReadSettled(record));
                break;
            case RecordKind.CancelRequested:
                ExecutionCancels.Take(execution, CancelRecord.Read(record));
                break;
            case RecordKind.Released:
                StartHolds.Release(execution, OperationStateMachine.Time(execution.CreatedAt, RecordCodec.ReadMark(record, RecordKind.Released)).ToUnixTimeMilliseconds());
                break;
            case RecordKind.Retried:
                ExecutionRetries.Reopen(execution, OperationStateMachine.Time(execution.CreatedAt, RetriedRecord.Read(record).At).ToUnixTimeMilliseconds());
                break;
            case RecordKind.Ended:
                var ended = RecordCodec.ReadEnded(record);
                state.BeginEnd(OperationStateMachine.Time(execution.CreatedAt, ended.At).ToUnixTimeMilliseconds());
                state.End(ended.Status);
                break;
        }
    }

    // Lets an execution go on where the journal ends. Returns whether it goes on at all.
    private bool Resume(Execution execution)
    {
        if (BlockIfNotHeld(execution))
        {
            return false;
        }

        switch (execution.Phase)
        {
            case ExecutionPhase.Ended:
                if (execution.HeldLength > 0)
                {
                    services.Journal.Move(execution, isUrgent: false);
                }

                return false;
            case ExecutionPhase.Blocked:
                return false;
        }

        if (execution.Status == ExecutionStatus.Blocked)
        {
            Block(execution);
            return false;
        }

        if (services.Holds.TryHold(execution))
        {
            return true;
        }

        execution.Between.OnTurnOver((int)execution.RecordedLength);
        return execution.IsServed ? ResumeServed(execution) : ResumeHere(execution);
    }

    // As its row says.
    private static void Block(Execution execution)
    {
        execution.State.Block();
        execution.Work.Block = ExecutionBlock.ReadLast(execution.ReadRecords(), execution.Name);
    }

    private bool BlockIfNotHeld(Execution execution)
    {
        BlockNotice? notice;
        lock (execution.Gate)
        {
            notice = services.Blocks.BlockIfNotHeld(execution);
        }

        services.Blocks.Announce(execution, notice);
        return notice is not null;
    }

    private bool ResumeHere(Execution execution)
    {
        if (execution.Between.Due is { } due)
        {
            MarkBegun(execution);
            if (execution.Terms?.Cancel is not null)
            {
                return GoOn(execution);
            }

            // Asleep when the process died, it is not to blame; but what it does when it wakes may end the process again.
            execution.Sleep(AheadOfTime.Limit(due, services.Clock.Now()), isForDelay: false);
            return true;
        }

        if (!WasStoppedCleanly && execution.State.Begun + UnmarkedDeaths is var deaths && deaths >= services.PoisonAfter)
        {
            services.Blocks.Block(
                execution,
                BlockedReason.Poison,
                $"The execution '{execution.Name}' was running when its process died, {Counted.Of(deaths, "time")} in a row, and is not run again. "
                + "Find out what of it ends the process, then unblock it. Where processes are killed from outside, set DurableEngineOptions.PoisonAfter.",
                isDurable: true);
            return false;
        }

        MarkBegun(execution);
        return GoOn(execution);
    }

    private bool GoOn(Execution execution)
    {
        if (execution.FindFunction() is null)
        {
            services.Blocks.BlockMissing(execution);
        }

        return true;
    }

    private void MarkBegun(Execution execution)
    {
        if (!WasStoppedCleanly)
        {
            execution.Work.NeedsBegunMark = true;
        }
    }

    private bool ResumeServed(Execution execution)
    {
        if (services.Serving is null)
        {
            services.Blocks.Block(
                execution,
                BlockedReason.MissingVersion,
                $"The function of the execution '{execution.Name}' runs in a process of its own, and nobody serves such executions here. Open the journal with the server.");
            services.Functions.Missing.OnMissing(execution);
        }
        else if (execution.Between.Due is { } due)
        {
            execution.Sleep(AheadOfTime.Limit(due, services.Clock.Now()), isForDelay: false);
        }
        else
        {
            execution.Wake();
        }

        return true;
    }

    private void Add(Execution execution)
    {
        // Only a mark at the very end of the log says otherwise; the others may be gone with the rows that they were in.
        WasStoppedCleanly = false;
        if (executions.Index.Find(execution.Number) is not null)
        {
            throw TwoOf(execution);
        }

        _recovered.Add(execution);
        executions.AddNumber(execution);
    }

    private static JournalDamagedException TwoOf(Execution execution) => RecordReader.Damage($"there are two executions '{execution.Name}'");
}
