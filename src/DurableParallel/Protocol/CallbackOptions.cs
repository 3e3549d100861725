namespace DurableParallel.Protocol;

/// <summary>What a callback's START says beyond its name.</summary>
/// <param name="TimeoutSeconds">Whole seconds until the callback times out; 0 is never.</param>
/// <param name="HeartbeatTimeoutSeconds">Whole seconds that may pass between two heartbeats; 0 is any number.</param>
internal sealed record CallbackOptions(int TimeoutSeconds, int HeartbeatTimeoutSeconds);
