namespace DurableParallel.Console.Api;

/// <summary>When and why a scope was decided.</summary>
internal sealed record DecisionView
{
    public required DateTimeOffset At { get; init; }

    public required string Reason { get; init; }

    public required string Sentence { get; init; }
}
