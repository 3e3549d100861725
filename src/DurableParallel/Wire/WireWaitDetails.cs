namespace DurableParallel.Wire;

/// <summary>What an operation of type WAIT has besides.</summary>
internal sealed record WireWaitDetails
{
    public DateTimeOffset? ScheduledEndTimestamp { get; init; }
}
