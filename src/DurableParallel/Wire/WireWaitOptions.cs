namespace DurableParallel.Wire;

/// <summary>What a wait's START says besides.</summary>
internal sealed record WireWaitOptions
{
    /// <summary>From 1 to 31,622,400, unless the sender is wrong.</summary>
    public int WaitSeconds { get; init; }
}
