using DurableParallel.Records;

namespace DurableParallel.Scopes;

/// <summary>What tells the forms of a scope apart; all else is the same.</summary>
/// <param name="Word">As messages name it.</param>
/// <param name="SubType">The wire's subtype of the scope.</param>
/// <param name="BranchSubType">The wire's subtype of each branch.</param>
/// <param name="BranchNamePrefix">What goes before the index in the name of a branch that was given none.</param>
/// <param name="IsSizedByData">Whether data decide how many branches there are, so that a minimum beyond them is a missed one and no mistake in the code.</param>
internal sealed record ScopeKind(string Word, string SubType, string BranchSubType, string BranchNamePrefix, bool IsSizedByData)
{
    /// <summary>Branches that the code registers one by one.</summary>
    public static ScopeKind Parallel { get; } =
        new("parallel scope", OperationSubTypes.Parallel, OperationSubTypes.ParallelBranch, "parallel-branch-", IsSizedByData: false);

    /// <summary>Branches from a list. The wire does not tell it from <see cref="Parallel"/>.</summary>
    public static ScopeKind Array { get; } = Parallel with { IsSizedByData = true };

    /// <summary>One body for every item of a list.</summary>
    public static ScopeKind Map { get; } =
        new("map", OperationSubTypes.Map, OperationSubTypes.MapIteration, "map-item-", IsSizedByData: true);
}
