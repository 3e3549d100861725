namespace DurableParallel.Console.Api;

/// <summary>How long the executions of a function took.</summary>
internal sealed record FunctionTimes
{
    public required string Function { get; init; }

    public required double P50Ms { get; init; }

    public required double P99Ms { get; init; }

    public required long Ended { get; init; }

    public required long Failed { get; init; }
}
