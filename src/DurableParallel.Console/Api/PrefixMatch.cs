namespace DurableParallel.Console.Api;

/// <summary>How many executions have names that begin alike.</summary>
internal sealed record PrefixMatch
{
    public required string Prefix { get; init; }

    public required long Count { get; init; }
}
