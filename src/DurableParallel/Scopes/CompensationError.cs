namespace DurableParallel;

/// <summary>A compensation that failed for good: its last attempt threw.</summary>
/// <param name="Index">The place of its branch in the order of registration, from 0.</param>
/// <param name="Name">The name of its branch.</param>
/// <param name="Error">The root's error.</param>
public sealed record CompensationError(int Index, string Name, DurableError Error);
