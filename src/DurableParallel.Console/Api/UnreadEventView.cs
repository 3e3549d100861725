namespace DurableParallel.Console.Api;

/// <summary>An event that no code has taken.</summary>
internal sealed record UnreadEventView
{
    public required string Name { get; init; }

    public required DateTimeOffset Raised { get; init; }

    public string? EventId { get; init; }

    public ShownPayload? Payload { get; init; }
}
