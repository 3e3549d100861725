namespace DurableParallel.Console.Api;

/// <summary>Which engine it is.</summary>
internal sealed record EngineView
{
    public required string Journal { get; init; }

    public required string Region { get; init; }

    public required string Account { get; init; }
}
