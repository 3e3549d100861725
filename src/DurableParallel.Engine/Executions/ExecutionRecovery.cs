using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Journal.Rows;

namespace DurableParallel.Engine.Executions;

/// <summary>Brings the executions of a journal into the table while it is opened, and then lets them go on.</summary>
internal sealed class ExecutionRecovery(ExecutionTable executions, EngineServices services) : IRecoveryTarget
{
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
            if (execution.Recover(WasStoppedCleanly))
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
            execution.ArmDeadline();
        }

        services.Invokes.Resume(_recovered);
        _recovered.Clear();
        _recovered.TrimExcess();
        return resumed;
    }

    void IRecoveryTarget.OnRow(ExecutionRow row) => Add(Execution.FromRow(services, row));

    void IRecoveryTarget.OnJournalMark(RecordKind kind)
    {
        WasStoppedCleanly = kind == RecordKind.Stopped;
        if (WasStoppedCleanly)
        {
            foreach (var execution in _recovered)
            {
                execution.ForgiveDeaths();
            }
        }
    }

    IRecordOwner? IRecoveryTarget.OnRecord(long executionNumber, ReadOnlySpan<byte> record, long row)
    {
        if (executions.Index.Find(executionNumber) is not { } execution)
        {
            execution = Execution.FromLog(services, executionNumber, RecordCodec.ReadCreated(record, withInput: false));
            Add(execution);
        }

        if (execution.HasInRow(row))
        {
            return null;
        }

        WasStoppedCleanly = false;
        execution.OnRecovered(record);
        return execution;
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
