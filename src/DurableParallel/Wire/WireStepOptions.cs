namespace DurableParallel.Wire;

/// <summary>What a step's RETRY says besides.</summary>
internal sealed record WireStepOptions
{
    /// <summary>From 1 to 31,622,400, unless the sender is wrong.</summary>
    public int NextAttemptDelaySeconds { get; init; }
}
