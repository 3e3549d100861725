using DurableParallel.Scopes.Rules;

namespace DurableParallel;

/// <summary>
/// The rules that a scope ran under, as they are on record: a <see cref="ScopeConfig"/> without its code. They are those of the
/// process that ran the scope last. Immutable.
/// </summary>
public sealed record ScopeRules
{
    /// <summary>How many branches could be started and not ended at the same time; null for no limit.</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>How many branches there were, where more than could run at once were registered before the first began; null elsewhere.</summary>
    public int? BranchCount { get; init; }

    /// <summary>How many branches had to succeed, where -1 is all of them; null when it was not set.</summary>
    public int? MinSuccessful { get; init; }

    /// <summary>How many branches could fail; null when it was not set.</summary>
    public int? ToleratedFailureCount { get; init; }

    /// <summary>Which share of all branches could fail, 0.0 to 1.0; null when it was not set.</summary>
    public double? ToleratedFailurePercentage { get; init; }

    /// <summary>Whether a <see cref="ScopeConfig.ShouldComplete"/> decided in place of the other rules.</summary>
    public bool HasShouldComplete { get; init; }

    /// <summary>What became of branches that ran when the scope was decided.</summary>
    public RunningBranches RunningBranches { get; init; }

    /// <summary>How long the scope could take, in whole milliseconds; null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether branches have records of their own.</summary>
    public NestingType Nesting { get; init; }

    /// <summary>When branches started.</summary>
    public BranchStart Start { get; init; }

    /// <param name="config">The configuration; null for the default rules.</param>
    internal static ScopeRules Of(ScopeConfig? config) => config is null ? new ScopeRules() : new ScopeRules
    {
        MaxConcurrency = config.MaxConcurrency,
        MinSuccessful = config.Completion is { } all ? all.MinSuccessful : config.MinSuccessful,
        ToleratedFailureCount = config.Completion is { } counted ? counted.ToleratedFailureCount : config.ToleratedFailureCount,
        ToleratedFailurePercentage = config.Completion is { } shared ? shared.ToleratedFailurePercentage : config.ToleratedFailurePercentage,
        HasShouldComplete = config.ShouldComplete is not null,
        RunningBranches = config.RunningBranches,
        Timeout = RulesText.InMilliseconds(config.Timeout),
        Nesting = config.Nesting,
        Start = config is ParallelConfig { Start: var start } ? start : BranchStart.AtJoin,
    };
}
