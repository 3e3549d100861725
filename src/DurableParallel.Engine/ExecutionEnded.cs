namespace DurableParallel.Engine;

/// <summary>An execution has ended, for <see cref="DurableEngineOptions.OnEnded"/>. Immutable.</summary>
/// <param name="Execution">The execution. It may have been purged, or go on by a retry, meanwhile.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Error">Why, when it did not succeed; null when it did.</param>
public sealed record ExecutionEnded(ExecutionHandle Execution, ExecutionStatus Status, DurableError? Error);
