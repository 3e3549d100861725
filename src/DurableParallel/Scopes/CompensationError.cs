namespace DurableParallel;

/// <summary>A compensation that failed for good: its last attempt threw.</summary>
/// <param name="Index">The place of what it was to undo, from 0: of its branch in the order of registration, or in the saga in the order of the calls.</param>
/// <param name="Name">The name of its branch, or of what the saga had done.</param>
/// <param name="Error">The root's error.</param>
public sealed record CompensationError(int Index, string Name, DurableError Error);
