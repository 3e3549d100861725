namespace DurableParallel.Console.Api;

/// <summary>A part of a bar.</summary>
internal sealed record SegmentView
{
    public required string Kind { get; init; }

    public required DateTimeOffset From { get; init; }

    public DateTimeOffset? To { get; init; }

    public int? Attempt { get; init; }

    public int? MaxAttempts { get; init; }
}
