namespace DurableParallel.Console.Api;

/// <summary>An event that an execution waits for.</summary>
internal sealed record EventWaitView
{
    public required string Name { get; init; }

    public required DateTimeOffset Since { get; init; }

    public DateTimeOffset? Timeout { get; init; }
}
