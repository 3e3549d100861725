namespace DurableParallel.Contract.Trees;

/// <summary>A piece of a random function. Its kinds are the nested records.</summary>
internal abstract record TreeNode
{
    /// <summary>A step that fails so many times before it succeeds, or for good.</summary>
    internal sealed record Step(string Name, int Failures, bool FailsForGood) : TreeNode;

    internal sealed record Wait(int Seconds) : TreeNode;

    internal sealed record Child(TreeBody Body) : TreeNode;

    internal sealed record Scope(TreeRule Rule, int Parameter, int? MaxConcurrency, IReadOnlyList<TreeBody> Branches) : TreeNode;
}
