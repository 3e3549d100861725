namespace DurableParallel.Console.Api;

/// <summary>What a schedule has started last.</summary>
internal sealed record LastStart
{
    public DateTimeOffset? At { get; init; }

    public required string Execution { get; init; }
}
