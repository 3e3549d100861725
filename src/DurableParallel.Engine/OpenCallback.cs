namespace DurableParallel.Engine;

/// <summary>A callback of an execution that can be completed now.</summary>
/// <param name="CallbackId">The id under which it is completed.</param>
/// <param name="Name">Its name; null when it has none.</param>
/// <param name="StartTimestamp">When it was created.</param>
/// <param name="TimeoutTimestamp">When it times out unless a completion or a heartbeat comes before; null for never.</param>
public sealed record OpenCallback(string CallbackId, string? Name, DateTimeOffset StartTimestamp, DateTimeOffset? TimeoutTimestamp);
