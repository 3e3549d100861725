using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Listing;

namespace DurableParallel.Engine.Executions;

/// <summary>All executions of a journal by name and by number.</summary>
internal sealed class ExecutionTable
{
    private readonly ExecutionNames _byName = new();
    private long _lastNumber;

    /// <summary>All executions by number.</summary>
    public ExecutionIndex<Execution> Index { get; } = new();

    /// <summary>Those that have tags.</summary>
    public TagIndex<Execution> ByTag { get; } = new();

    /// <summary>Those that have several runs.</summary>
    public RunChains Runs { get; } = new();

    public IEnumerable<Execution> All => _byName.All;

    /// <summary>The execution of that name: the first run, or by its own name another one.</summary>
    public Execution? Find(string name) => _byName.Find(name);

    /// <summary>The execution of that name, in its latest run.</summary>
    public Execution? FindLatest(string name) => Runs.Latest(name) ?? _byName.Find(name);

    /// <summary>The input that an execution was started with, which is that of its first run. Null for no payload, and when that run was purged before the others.</summary>
    public string? ReadFirstInput(Execution run, out bool isThere)
    {
        var first = run.Terms?.Run is { } terms ? Index.Find(terms.FirstNumber) : run;
        isThere = first is not null;
        return first?.ReadInput();
    }

    /// <summary>A new run, which is found by its number and its own name.</summary>
    public Execution AddRun(EngineServices services, string name, string functionName, int version, ExecutionTerms terms) =>
        GetOrAdd(services, name, functionName, version, terms, out _);

    /// <summary>A run that is not the first, and is durable.</summary>
    public void AddToChain(Execution run) => Runs.Add(run, Index.Find(run.Terms!.Run!.FirstNumber));

    /// <summary>The meant executions behind a number; those that are meant by name, by tag or by tenant are looked up by it.</summary>
    public IEnumerable<(Execution Execution, ExecutionFacts Facts)> Find(Selection selection, long? after, CancellationToken cancellationToken) => selection switch
    {
        { Name: { } name } => FindOne(name, selection, after),
        { Labels: { Count: > 0 } labels } when IsFoundByTag(selection) => Index.Find(selection, ByTag.Chunks(labels, after, selection.IsDescending), after, cancellationToken),
        _ => Index.Find(selection, after, cancellationToken),
    };

    /// <summary>How many of the meant executions stand where, by the number of the status.</summary>
    public long[] Count(Selection selection, CancellationToken cancellationToken) => selection switch
    {
        { Name: { } name } => ExecutionIndex<Execution>.Count(FindOne(name, selection, after: null)),
        { Labels: { Count: > 0 } labels } when IsFoundByTag(selection) => Index.Count(selection, ByTag.Chunks(labels, after: null, isDescending: false), cancellationToken),
        _ => Index.Count(selection, cancellationToken),
    };

    /// <summary>How many of the meant executions are held up by what, by the number of the state.</summary>
    public long[] CountStates(Selection selection, CancellationToken cancellationToken)
    {
        var counts = new long[Enum.GetValues<ExecutionState>().Length];
        foreach (var (execution, _) in Find(selection.OfNotEnded(), after: null, cancellationToken))
        {
            var states = (int)execution.ReadStates();
            for (var state = 0; state < counts.Length; state++)
            {
                counts[state] += (states >> state) & 1;
            }
        }

        return counts;
    }

    /// <summary>How many executions wait for their turn, without reading any records.</summary>
    public long CountQueued(CancellationToken cancellationToken) =>
        Find(new Selection(new ExecutionQuery { Statuses = [ExecutionStatus.Running] }), after: null, cancellationToken).LongCount(static found => RecordedStates.IsQueued(found.Execution));

    /// <summary>The functions that executions name, each once, and whether processes of their own run them.</summary>
    public IReadOnlyCollection<(string Name, int Version, bool IsServed)> ListFunctions() => Index.ListFunctions();

    /// <summary>The execution of that name, new unless there is one.</summary>
    public Execution GetOrAdd(EngineServices services, string name, string functionName, int version, ExecutionTerms? terms, out bool isNew)
    {
        var existing = Find(name);
        if (existing is null)
        {
            var created = new Execution(services, Interlocked.Increment(ref _lastNumber), name, functionName, version, terms);
            existing = _byName.GetOrAdd(created);
            isNew = ReferenceEquals(existing, created);
            if (isNew)
            {
                Index.Add(created);
                AddTags(created, terms);
            }

            return existing;
        }

        isNew = false;
        return existing;
    }

    /// <summary>An execution that had ended goes on, so that what lists know of it holds no more.</summary>
    public void OnChanged(Execution execution) => Index.OnChanged(execution);

    /// <summary>Forgets an execution that could not be recorded, or was purged.</summary>
    public void Remove(Execution execution)
    {
        _byName.Remove(execution);
        Runs.Remove(execution);
        Index.Remove(execution);
        if (execution.Terms is { } terms)
        {
            ByTag.Remove(execution, terms);
        }
    }

    /// <summary>The terms of the latest execution of a function that processes run; null when there is none. It passes over all executions.</summary>
    public ExecutionTerms? FindServedTerms(string functionName) =>
        Index.Find(new Selection(new ExecutionQuery { FunctionName = functionName, Descending = true }), after: null, CancellationToken.None)
            .Select(static item => item.Execution.Terms)
            .FirstOrDefault(static terms => terms is { IsServed: true });

    /// <summary>Adds an execution that the journal has; it is not found by its name yet.</summary>
    public void AddNumber(Execution recovered)
    {
        Index.Add(recovered);
        AddTags(recovered, recovered.Terms);
        _lastNumber = Math.Max(_lastNumber, recovered.Number);
    }

    /// <summary>From now on these are found by their names. Returns one whose name another one has; null when there is none.</summary>
    public Execution? AddNames(IReadOnlyCollection<Execution> recovered)
    {
        _byName.Expect(recovered.Count);
        foreach (var run in recovered.Where(static execution => execution.Terms?.Run is not null))
        {
            AddToChain(run);
        }

        return recovered.FirstOrDefault(execution => !ReferenceEquals(_byName.GetOrAdd(execution), execution));
    }

    /// <summary>Forgets an execution that is purged, unless it is still needed; see <see cref="IPurgeTarget.TryPurge"/>.</summary>
    public PurgeVerdict TryPurge(Execution execution, long logHead, out long heldBy)
    {
        // What invoked it may not have recorded its end yet, and would start it again if it were gone.
        var isAwaited = execution.Terms?.Invoker is { } invoker && execution.Services.Invokes.IsUnderWay(invoker);
        lock (execution.Gate)
        {
            heldBy = execution.LastRow;
            if (execution.State.IsPurged || isAwaited || Runs.IsFirstOfMore(execution) || execution.Phase != ExecutionPhase.Ended)
            {
                return PurgeVerdict.Never;
            }

            // One that is about to go on has a record behind its row.
            if (execution.WorkOrNull?.GoingOn is not null || Runs.IsLatestOfMore(execution) || execution.HeldLength > 0 || ((IRecordOwner)execution).PinnedRow != 0 || heldBy >= logHead)
            {
                return PurgeVerdict.NotYet;
            }

            execution.State.IsPurged = true;
        }

        Remove(execution);
        return PurgeVerdict.Now;
    }

    // Those that have not ended are known, and mostly few.
    private bool IsFoundByTag(Selection selection) => !selection.IsOfNotEnded || ByTag.CountOfRarest(selection.Labels) < Index.CountNotEnded();

    private void AddTags(Execution execution, ExecutionTerms? terms)
    {
        if (terms is not null)
        {
            ByTag.Add(execution, terms);
        }
    }

    private IEnumerable<(Execution Execution, ExecutionFacts Facts)> FindOne(string name, Selection selection, long? after)
    {
        if (FindLatest(name) is { } execution
            && (after is not { } last || (selection.IsDescending ? execution.Number < last : execution.Number > last))
            && execution.ReadFacts() is var facts
            && selection.Means(execution, facts))
        {
            yield return (execution, facts);
        }
    }
}
