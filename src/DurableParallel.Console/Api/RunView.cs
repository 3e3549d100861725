namespace DurableParallel.Console.Api;

/// <summary>A run of an execution.</summary>
internal sealed record RunView
{
    public required int Run { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public required string Status { get; init; }
}
