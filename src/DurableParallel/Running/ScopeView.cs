namespace DurableParallel.Running;

/// <summary>A scope that runs in this process, at one moment. Immutable.</summary>
/// <param name="Config">Its rules; null for the default ones.</param>
/// <param name="Branches">Its branches by their index, and where each stands.</param>
internal sealed record ScopeView(ScopeConfig? Config, IReadOnlyList<(string Name, BranchStatus Status)> Branches);
