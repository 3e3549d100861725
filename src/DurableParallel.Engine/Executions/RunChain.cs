namespace DurableParallel.Engine.Executions;

/// <summary>The runs of one execution that there still are, by their numbers. Safe from any thread.</summary>
internal sealed class RunChain
{
    private readonly Lock _gate = new();
    private readonly SortedList<int, Execution> _runs = [];

    /// <param name="firstNumber">The number of the first run as an execution.</param>
    /// <param name="first">The first run; null when it is gone.</param>
    public RunChain(long firstNumber, Execution? first)
    {
        FirstNumber = firstNumber;
        if (first is not null)
        {
            _runs.Add(1, first);
        }
    }

    public long FirstNumber { get; }

    public Execution? Latest
    {
        get
        {
            lock (_gate)
            {
                return _runs.Count == 0 ? null : _runs.Values[^1];
            }
        }
    }

    /// <summary>A copy, the oldest first.</summary>
    public IReadOnlyList<Execution> Runs
    {
        get
        {
            lock (_gate)
            {
                return [.. _runs.Values];
            }
        }
    }

    public void Add(Execution run)
    {
        lock (_gate)
        {
            _runs[RunChains.NumberOf(run)] = run;
        }
    }

    /// <summary>Returns whether none is left.</summary>
    public bool Remove(Execution run)
    {
        lock (_gate)
        {
            _runs.Remove(RunChains.NumberOf(run));
            return _runs.Count == 0;
        }
    }
}
