namespace DurableParallel.Contract.Trees;

/// <summary>A piece of a random function. Its kinds are the nested records.</summary>
internal abstract record TreeNode
{
    /// <summary>A step that fails so many times before it succeeds, or for good.</summary>
    internal sealed record Step(string Name, int Failures, bool FailsForGood) : TreeNode;

    internal sealed record Wait(int Seconds) : TreeNode;

    internal sealed record Child(TreeBody Body, NestingType Nesting) : TreeNode;

    /// <summary>A race against a wait, which wins unless the other fails before, as the other sleeps longer in the end.</summary>
    internal sealed record Race(TreeLoser Kind, TreeBody Loser, int Seconds) : TreeNode;

    internal sealed record Scope(TreeRule Rule, int Parameter, int? MaxConcurrency, NestingType Nesting, bool Drains, IReadOnlyList<TreeBody> Branches) : TreeNode
    {
        /// <summary>Of a scope that times out: longer than any branch takes that is not one of those that sleep on.</summary>
        public int TimeoutSeconds => Parameter;
    }
}
