namespace DurableParallel.Wire;

/// <summary>The answer to a checkpoint.</summary>
internal sealed record WireCheckpointResponse
{
    /// <summary>Good for the next one; null when the execution has ended.</summary>
    public string? CheckpointToken { get; init; }

    /// <summary>What has changed since the function last saw it.</summary>
    public WireState? NewExecutionState { get; init; }
}
