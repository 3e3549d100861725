namespace DurableParallel.Console.Api;

/// <summary>An operation above another.</summary>
internal sealed record AncestorView
{
    public required string Id { get; init; }

    public string? Name { get; init; }
}
