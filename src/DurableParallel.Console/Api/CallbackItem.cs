namespace DurableParallel.Console.Api;

/// <summary>A callback that can be completed.</summary>
internal sealed record CallbackItem
{
    public required string Id { get; init; }

    public required string Execution { get; init; }

    public required string Function { get; init; }

    public string? Name { get; init; }

    public required DateTimeOffset Since { get; init; }

    public DateTimeOffset? Timeout { get; init; }

    public DateTimeOffset? Heartbeat { get; init; }
}
