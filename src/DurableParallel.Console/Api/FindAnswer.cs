namespace DurableParallel.Console.Api;

/// <summary>Operations that were found.</summary>
internal sealed record FindAnswer
{
    public required IReadOnlyList<FoundOperation> Matches { get; init; }
}
