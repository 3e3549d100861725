namespace DurableParallel.Wire;

/// <summary>What an operation of type EXECUTION has besides.</summary>
internal sealed record WireExecutionDetails
{
    /// <summary>The input as text; null is no payload.</summary>
    public string? InputPayload { get; init; }
}
