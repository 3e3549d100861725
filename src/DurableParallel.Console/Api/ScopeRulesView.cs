namespace DurableParallel.Console.Api;

/// <summary>The rules of a scope, as far as they are known.</summary>
internal sealed record ScopeRulesView
{
    public int? MaxConcurrency { get; init; }

    public int? MinSuccessful { get; init; }

    public int? ToleratedFailureCount { get; init; }

    public double? ToleratedFailurePercentage { get; init; }

    public bool? HasShouldComplete { get; init; }

    public string? RunningBranches { get; init; }

    public double? TimeoutMs { get; init; }

    public string? Start { get; init; }

    public int? Total { get; init; }

    public string? Nesting { get; init; }

    public required bool Known { get; init; }
}
