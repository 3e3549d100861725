namespace DurableParallel.Protocol.Wire;

/// <summary>What a callback's START says besides; 0 is no limit.</summary>
internal sealed record WireCallbackOptions
{
    public int TimeoutSeconds { get; init; }

    public int HeartbeatTimeoutSeconds { get; init; }
}
