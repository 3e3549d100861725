namespace DurableParallel.Console.Api;

/// <summary>A start.</summary>
internal sealed record StartBody
{
    public required string Function { get; init; }

    public required string Name { get; init; }

    public int? Version { get; init; }

    public string? Input { get; init; }

    public Dictionary<string, string>? Tags { get; init; }

    public string? Tenant { get; init; }

    public DateTimeOffset? StartAt { get; init; }

    public int? Priority { get; init; }
}
