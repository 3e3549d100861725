using System.Collections.Concurrent;
using DurableParallel.Records;

namespace DurableParallel.Engine.Executions;

/// <summary>
/// The runs of executions that have more than one, by the execution's name. Each run is an execution of its own inside of the
/// engine; the first has the name that was given, the others have that of <see cref="RunName"/>. Safe from any thread.
/// </summary>
internal sealed class RunChains
{
    private readonly ConcurrentDictionary<string, RunChain> _chains = new(StringComparer.Ordinal);

    // Most engines have none, and ask for every name.
    private volatile bool _hasAny;

    /// <summary>The latest run of the execution that one is a run of: itself where there is no later one.</summary>
    public Execution LatestOf(Execution run) => ChainOf(run)?.Latest ?? run;

    /// <summary>The latest run of an execution of that name that has several; null when there is none.</summary>
    public Execution? Latest(string name) => _hasAny ? _chains.GetValueOrDefault(name)?.Latest : null;

    /// <summary>All runs that there still are of the execution that one is a run of, the oldest first.</summary>
    public IReadOnlyList<Execution> RunsOf(Execution run) => ChainOf(run)?.Runs ?? [run];

    /// <summary>A run is durable that is not the first, or is read from the journal.</summary>
    /// <param name="run">The run.</param>
    /// <param name="first">The first one; null when it is gone.</param>
    public void Add(Execution run, Execution? first)
    {
        var terms = run.Terms!.Run!;
        _hasAny = true;
        _chains.GetOrAdd(RunName.ExecutionOf(run.Name), static (_, of) => new RunChain(of.FirstNumber, of.First), (terms.FirstNumber, First: first)).Add(run);
    }

    /// <summary>A run is purged. With the last one the execution is gone.</summary>
    public void Remove(Execution run)
    {
        if (ChainOf(run) is { } chain && chain.Remove(run))
        {
            _chains.TryRemove(RunName.ExecutionOf(run.Name), out _);
        }
    }

    /// <summary>Whether a run is the first of an execution that goes on: a start of its name is compared with its input.</summary>
    public bool IsFirstOfMore(Execution run) => NumberOf(run) == 1 && LatestOf(run) is var latest && !ReferenceEquals(latest, run) && !latest.ReadFacts().IsEnded;

    /// <summary>Whether a run is the latest, by which the execution is found, and there are others.</summary>
    public bool IsLatestOfMore(Execution run) => ChainOf(run) is { } chain && ReferenceEquals(chain.Latest, run) && chain.Runs.Count > 1;

    /// <summary>The number among the runs, from 1.</summary>
    public static int NumberOf(Execution run) => run.Terms?.Run?.Number ?? 1;

    // Another execution may have had the name before.
    private RunChain? ChainOf(Execution run) =>
        _hasAny && _chains.TryGetValue(RunName.ExecutionOf(run.Name), out var chain) && chain.FirstNumber == (run.Terms?.Run?.FirstNumber ?? run.Number)
            ? chain
            : null;
}
