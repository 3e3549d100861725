namespace DurableParallel.Console.Api;

/// <summary>An operation that was found.</summary>
internal sealed record FoundOperation
{
    public required string Id { get; init; }

    public required string Path { get; init; }

    public required IReadOnlyList<string> Ancestors { get; init; }
}
