namespace DurableParallel.Console.Api;

/// <summary>How many branches of a scope ran at each moment.</summary>
internal sealed record StripAnswer
{
    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    public required ScopeRulesView Rules { get; init; }

    public required int Peak { get; init; }

    public required IReadOnlyList<StripSample> Samples { get; init; }

    public DecisionView? Decided { get; init; }
}
