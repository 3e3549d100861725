namespace DurableParallel;

/// <summary>How one branch ended.</summary>
/// <param name="Index">Its place among the branches of the scope, in the order of registration, from 0.</param>
/// <param name="Name">Its name; branches may share one.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Error">The root's error of a failed branch; null for every other.</param>
public sealed record BranchOutcome(int Index, string Name, BranchStatus Status, DurableError? Error);
