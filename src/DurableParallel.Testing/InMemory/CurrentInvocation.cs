using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <summary>
/// The invocation that is running, if one is, and what the host has changed that it, or the next one, is to take up. Counts
/// invocations and changes. Guarded by the execution's lock, which only <see cref="Deliver"/> and <see cref="IsParked"/>
/// take themselves, since they call the invocation, which has locks of its own.
/// </summary>
/// <param name="gate">The execution's lock.</param>
/// <param name="mode">Whether the host keeps parked invocations.</param>
/// <param name="faults">How often changes are told.</param>
internal sealed class CurrentInvocation(Lock gate, HostMode mode, FaultPlan faults)
{
    private readonly Lock _gate = gate;
    private readonly HostMode _mode = mode;
    private readonly NewsRepetition _repetition = new(faults);
    private readonly List<HostChange> _changes = [];
    private readonly List<int> _stateCalls = [];
    private IInvocationHistory? _history;
    private bool _isAnotherDue;

    /// <summary>Null between invocations, and while one is starting.</summary>
    public IRunningInvocation? Running { get; private set; }

    /// <summary>Null between invocations.</summary>
    public CheckpointLane? Lane { get; private set; }

    /// <summary>How many invocations have begun.</summary>
    public int Count { get; private set; }

    /// <summary>When the latest one began.</summary>
    public DateTimeOffset StartTimestamp { get; private set; }

    /// <summary>Whether the latest one was suspended, so that all its code ran until it waited for something.</summary>
    public bool WasSuspended { get; private set; }

    /// <summary>Grows with everything that happens to the execution; while it stays the same nothing does.</summary>
    public long Version { get; private set; }

    /// <summary>How many calls for pages of the state each invocation took. A copy.</summary>
    public IReadOnlyList<int> StateCalls => [.. _stateCalls];

    public bool HasChanges => _isAnotherDue || _changes.Count > 0;

    /// <summary>Whether the invocation was offered all changes.</summary>
    public bool HasOfferedAll => !_isAnotherDue && !_changes.Exists(static change => !change.WasOffered);

    public void OnProgress() => Version++;

    /// <summary>Something has changed that holds for the whole of an invocation: another one is to begin.</summary>
    public void RequireAnother()
    {
        Version++;
        _isAnotherDue = true;
    }

    /// <summary>One more begins.</summary>
    public void CountInvocation(DateTimeOffset now)
    {
        Version++;
        Count++;
        StartTimestamp = now;
    }

    /// <summary>What no invocation has taken is in the next one's history; only what is to be told twice is kept.</summary>
    public List<OperationId> TakeChanges()
    {
        _isAnotherDue = false;
        List<OperationId> changed = [.. _changes.Select(static change => change.Entry.Id).Distinct()];
        _changes.RemoveAll(static change => !change.IsDuplicate);
        _changes.ForEach(static change => change.IsDuplicate = false);
        return changed;
    }

    /// <summary>The next one has its history and its lane.</summary>
    public void Prepare(IInvocationHistory history, CheckpointLane lane)
    {
        _history = history;
        _stateCalls.Add(history.StateCalls);
        Lane = lane;
    }

    public void Run(IRunningInvocation invocation) => Running = invocation;

    /// <summary>It has ended.</summary>
    public void Close(bool wasSuspended)
    {
        Running = null;
        Lane = null;
        _history = null;
        WasSuspended = wasSuspended;
    }

    /// <summary>A new run begins: what was changed belongs to the one before.</summary>
    public void BeginRun()
    {
        Version++;
        _changes.Clear();
    }

    /// <summary>The host has changed an operation.</summary>
    public void Add(OperationEntry changed)
    {
        _history?.Refresh(changed);
        Version++;
        _changes.AddRange(_repetition.Of(changed));
    }

    /// <summary>Offers the invocation all changes. What it does not take is offered again, or is in the next one's history.</summary>
    public void Deliver()
    {
        IRunningInvocation? invocation;
        List<HostChange> changes;
        lock (_gate)
        {
            invocation = Running;
            changes = invocation is null ? [] : [.. _changes];
        }

        foreach (var change in changes)
        {
            var taken = invocation!.Deliver(change.Entry.Id, change.Record);
            lock (_gate)
            {
                Version++;
                change.WasOffered = true;
                if (taken)
                {
                    _changes.Remove(change);
                }
            }
        }
    }

    /// <summary>Whether it is kept although it is parked, with nothing on its way to the journal.</summary>
    /// <param name="version">The count of changes before that was asked.</param>
    public bool IsParked(out long version)
    {
        IRunningInvocation? invocation;
        CheckpointLane? lane;
        lock (_gate)
        {
            (invocation, lane, version) = (Running, Lane, Version);
        }

        return _mode == HostMode.Resident
            && lane is { IsIdle: true }
            && invocation is { IsParked: true }
            && lane.IsIdle
            && !invocation.Completion.IsCompleted;
    }
}
