namespace DurableParallel.Console.Api;

/// <summary>A payload as it is shown: the beginning of it, and where the whole is.</summary>
internal sealed record ShownPayload
{
    public string? Text { get; init; }

    public required int Bytes { get; init; }

    public required bool Cut { get; init; }

    public bool? Redacted { get; init; }

    public required string ContentType { get; init; }

    public string? Download { get; init; }
}
