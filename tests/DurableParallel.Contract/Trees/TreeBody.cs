namespace DurableParallel.Contract.Trees;

/// <summary>What a context does, in order. It goes on after a failure when it catches them, and may throw in the end.</summary>
internal sealed record TreeBody(IReadOnlyList<TreeNode> Nodes, bool Catches, string? Throws);
