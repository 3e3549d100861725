namespace DurableParallel.Console.Api;

/// <summary>A schedule that is created or changed.</summary>
internal sealed record ScheduleBody
{
    public string? Name { get; init; }

    public required string Function { get; init; }

    public string? Cron { get; init; }

    public string? TimeZone { get; init; }

    public long? IntervalMs { get; init; }

    public string? Overlap { get; init; }

    public long? CatchUpWindowMs { get; init; }

    public long? JitterMs { get; init; }

    public string? Input { get; init; }
}
