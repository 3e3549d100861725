namespace DurableParallel.Console.Api;

/// <summary>What console and engine are.</summary>
internal sealed record MetaAnswer
{
    public required string Product { get; init; }

    public required string Version { get; init; }

    public required bool ReadOnly { get; init; }

    /// <summary>Whether histories are exported.</summary>
    public required bool Exports { get; init; }

    public required EngineView Engine { get; init; }

    public string? User { get; init; }

    public required DateTimeOffset Now { get; init; }
}
