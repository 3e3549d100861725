namespace DurableParallel.Running;

/// <summary>How a function goes on when it has returned.</summary>
/// <param name="Input">The input of the new run; null is no payload.</param>
internal sealed record NextRun(string? Input);
