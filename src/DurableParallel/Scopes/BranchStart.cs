namespace DurableParallel;

/// <summary>When the branches of a parallel scope start.</summary>
public enum BranchStart
{
    /// <summary>At the join, when all branches are known.</summary>
    AtJoin,

    /// <summary>
    /// Each when it is registered, under the limit of <see cref="ScopeConfig.MaxConcurrency"/>, so that one may be awaited
    /// before the next is registered.
    /// </summary>
    AtRegistration,
}
