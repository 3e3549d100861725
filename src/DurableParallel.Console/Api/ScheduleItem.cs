namespace DurableParallel.Console.Api;

/// <summary>A schedule.</summary>
internal sealed record ScheduleItem
{
    public required string Name { get; init; }

    public required string Function { get; init; }

    public string? Cron { get; init; }

    public string? TimeZone { get; init; }

    public long? IntervalMs { get; init; }

    public required string Overlap { get; init; }

    public long? CatchUpWindowMs { get; init; }

    public long? JitterMs { get; init; }

    public required bool Paused { get; init; }

    public string? Note { get; init; }

    public required IReadOnlyList<DateTimeOffset> Next { get; init; }

    public LastStart? Last { get; init; }

    public ShownPayload? Input { get; init; }

    public required bool Declared { get; init; }

    public required long Started { get; init; }

    public required long Skipped { get; init; }

    public string? LastError { get; init; }
}
