namespace DurableParallel.Engine;

/// <summary>A wait of an execution for an event that has not come.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="StartTimestamp">Since when the code waits.</param>
/// <param name="TimeoutTimestamp">When the wait times out unless an event comes before; null for never.</param>
public sealed record OpenEventWait(string Name, DateTimeOffset StartTimestamp, DateTimeOffset? TimeoutTimestamp);
