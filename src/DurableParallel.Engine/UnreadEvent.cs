namespace DurableParallel.Engine;

/// <summary>An event of an execution that no code has taken.</summary>
/// <param name="Name">The event's name.</param>
/// <param name="EventId">What it is recognized by when it is raised again; null when it is not.</param>
/// <param name="RaisedTimestamp">When it was raised.</param>
/// <param name="Payload">Its value as it is on record; null is no payload.</param>
public sealed record UnreadEvent(string Name, string? EventId, DateTimeOffset RaisedTimestamp, string? Payload);
