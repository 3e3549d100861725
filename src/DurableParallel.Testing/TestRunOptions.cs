namespace DurableParallel.Testing;

/// <summary>How one run differs from the others. Immutable, but for the plan, which counts.</summary>
public sealed record TestRunOptions
{
    /// <summary>What goes wrong.</summary>
    /// <value>By default nothing.</value>
    public FaultPlan? Faults { get; init; }

    /// <summary>
    /// Decides the order in which everything runs, one after the other on one thread, so that a run with the same seed is
    /// the same run. What waits for real input or output brings its own timing.
    /// </summary>
    /// <value>By default null: the thread pool decides, as on other hosts.</value>
    public int? Seed { get; init; }

    /// <summary>The execution's name.</summary>
    /// <value>1 to 256 characters without control characters and line separators. By default "execution-1".</value>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public string? Name
    {
        get;
        init
        {
            if (value is not null)
            {
                Records.ExecutionName.Check(value, nameof(Name));
            }

            field = value;
        }
    }

    /// <summary>How long the execution may take on the virtual clock, in place of the function's own limit.</summary>
    /// <value>By default null: the function's own.</value>
    public TimeSpan? Timeout { get; init; }

    /// <summary>When the execution begins on the virtual clock, as <see cref="DurableParallel.Engine.StartOptions.StartAt"/> says it of an engine's; its time runs from then.</summary>
    /// <value>By default null: at once.</value>
    public DateTimeOffset? StartAt { get; init; }
}
