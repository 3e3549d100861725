namespace DurableParallel.Console.Api;

/// <summary>Where an execution is forked, and what differs.</summary>
internal sealed record ForkBody
{
    public required string At { get; init; }

    public required string Name { get; init; }

    public string? Input { get; init; }

    public Dictionary<string, string>? Results { get; init; }
}
