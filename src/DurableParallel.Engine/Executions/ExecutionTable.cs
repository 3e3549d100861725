using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Journal.Rows;
using DurableParallel.Engine.Listing;

namespace DurableParallel.Engine.Executions;

/// <summary>All executions of a journal by name.</summary>
internal sealed class ExecutionTable : IRecoveryTarget
{
    private readonly ExecutionNames _byName = new();
    private readonly List<Execution> _recovered = [];
    private EngineServices? _services;
    private long _lastNumber;

    /// <summary>All executions by number.</summary>
    public ExecutionIndex Index { get; } = new();

    /// <summary>Whether the engine before had stopped in good order; true for a new journal.</summary>
    public bool WasStoppedCleanly { get; private set; } = true;

    public IEnumerable<Execution> All => _byName.All;

    public Execution? Find(string name) => _byName.Find(name);

    /// <summary>The meant executions behind a number; one that is meant by its name is looked up by it.</summary>
    public IEnumerable<(Execution Execution, ExecutionFacts Facts)> Find(Selection selection, long? after, CancellationToken cancellationToken) =>
        selection.Name is { } name ? FindOne(name, selection, after) : Index.Find(selection, after, cancellationToken);

    /// <summary>How many of the meant executions stand where, by the number of the status.</summary>
    public long[] Count(Selection selection, CancellationToken cancellationToken) =>
        selection.Name is { } name
            ? ExecutionIndex.Count(FindOne(name, selection, after: null))
            : Index.Count(selection, cancellationToken);

    /// <summary>The execution of that name, new unless there is one.</summary>
    public Execution GetOrAdd(string name, string functionName, int version, ExecutionTerms? terms, out bool isNew)
    {
        var existing = Find(name);
        if (existing is null)
        {
            var created = Execution.New(_services!, Interlocked.Increment(ref _lastNumber), name, functionName, version, terms);
            existing = _byName.GetOrAdd(created);
            isNew = ReferenceEquals(existing, created);
            if (isNew)
            {
                Index.Add(created);
            }

            return existing;
        }

        isNew = false;
        return existing;
    }

    /// <summary>Forgets an execution that could not be recorded, or was purged.</summary>
    public void Remove(Execution execution)
    {
        _byName.Remove(execution);
        Index.Remove(execution);
    }

    /// <summary>Whose executions these are; set once, before anything else.</summary>
    public void Attach(EngineServices services)
    {
        _services = services;
        services.Executions = this;
        services.Invokes = new InvokedExecutions(this, services);
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

        _services!.Invokes.Resume(_recovered);
        _recovered.Clear();
        _recovered.TrimExcess();
        return resumed;
    }

    /// <summary>All of the journal has been read: from now on its executions are found by name.</summary>
    /// <exception cref="JournalDamagedException">Two have the same name.</exception>
    public void EndRecovery()
    {
        _byName.Expect(_recovered.Count);
        foreach (var execution in _recovered)
        {
            if (!ReferenceEquals(_byName.GetOrAdd(execution), execution))
            {
                throw TwoOf(execution);
            }
        }
    }

    void IRecoveryTarget.OnRow(ExecutionRow row) => Add(Execution.FromRow(_services!, row));

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
        if (Index.Find(executionNumber) is not { } execution)
        {
            execution = Execution.FromLog(_services!, executionNumber, RecordCodec.ReadCreated(record, withInput: false));
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

    private IEnumerable<(Execution Execution, ExecutionFacts Facts)> FindOne(string name, Selection selection, long? after)
    {
        if (Find(name) is { } execution
            && (after is not { } last || (selection.IsDescending ? execution.Number < last : execution.Number > last))
            && execution.ReadFacts() is var facts
            && selection.Means(execution, facts))
        {
            yield return (execution, facts);
        }
    }

    private void Add(Execution execution)
    {
        // Only a mark at the very end of the log says otherwise; the others may be gone with the rows that they were in.
        WasStoppedCleanly = false;
        if (Index.Find(execution.Number) is not null)
        {
            throw TwoOf(execution);
        }

        _recovered.Add(execution);
        Index.Add(execution);
        _lastNumber = Math.Max(_lastNumber, execution.Number);
    }

    private static JournalDamagedException TwoOf(Execution execution) => RecordReader.Damage($"there are two executions '{execution.Name}'");
}
