namespace DurableParallel.Console.Api;

/// <summary>All schedules.</summary>
internal sealed record SchedulesAnswer
{
    public required IReadOnlyList<ScheduleItem> Items { get; init; }
}
