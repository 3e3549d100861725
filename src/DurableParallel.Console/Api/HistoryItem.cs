namespace DurableParallel.Console.Api;

/// <summary>One event of a history.</summary>
internal sealed record HistoryItem
{
    public required int Id { get; init; }

    public required string Type { get; init; }

    public required DateTimeOffset Time { get; init; }

    public string? Operation { get; init; }

    public string? Name { get; init; }

    public string? Path { get; init; }

    public string? Parent { get; init; }

    public string? SubType { get; init; }

    public ShownPayload? Payload { get; init; }

    public ErrorView? Error { get; init; }

    public IReadOnlyDictionary<string, object>? Details { get; init; }
}
