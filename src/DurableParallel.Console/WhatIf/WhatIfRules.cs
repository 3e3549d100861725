namespace DurableParallel.Console.WhatIf;

/// <summary>The rules of a scope as a simulation needs them. A rule that is not set is null.</summary>
internal sealed record WhatIfRules
{
    public int? MaxConcurrency { get; init; }

    public int? MinSuccessful { get; init; }

    public int? ToleratedFailureCount { get; init; }

    public double? ToleratedFailurePercentage { get; init; }

    /// <summary>
    /// The rule of the user's, as far as the record tells it: that it decided once so many branches had ended. It is code, which
    /// is not there to be asked. Null when there is none, or when it is off.
    /// </summary>
    public CustomRule? ShouldComplete { get; init; }

    public RunningBranches RunningBranches { get; init; }

    public TimeSpan? Timeout { get; init; }

    /// <summary>The rules as the product takes them.</summary>
    /// <exception cref="ArgumentException">A value is out of its range, or two rules exclude each other.</exception>
    public ParallelConfig ToConfig()
    {
        var config = new ParallelConfig
        {
            MaxConcurrency = MaxConcurrency,
            MinSuccessful = MinSuccessful,
            ToleratedFailureCount = ToleratedFailureCount,
            ToleratedFailurePercentage = ToleratedFailurePercentage,
            ShouldComplete = ShouldComplete is { } custom ? custom.Decide : null,
            RunningBranches = RunningBranches,
            Timeout = Timeout,
        };
        config.Validate();
        return config;
    }
}
