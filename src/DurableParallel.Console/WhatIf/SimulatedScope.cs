using DurableParallel.Scopes.Rules;

namespace DurableParallel.Console.WhatIf;

/// <summary>What came of a simulation.</summary>
/// <param name="Verdict">What the rules decided, with the minimum judged at the end.</param>
/// <param name="Counts">The counts at the end.</param>
/// <param name="AtDecision">The counts when the rules decided.</param>
/// <param name="Duration">From the start to the end of the last branch.</param>
/// <param name="Decided">When the rules decided.</param>
/// <param name="Peak">The most branches that ran at one moment.</param>
/// <param name="Branches">Each branch.</param>
/// <param name="Order">The indexes of the branches that ended by themselves, in the order of their ends.</param>
internal sealed record SimulatedScope(
    CompletionVerdict Verdict,
    BranchCounts Counts,
    BranchCounts AtDecision,
    TimeSpan Duration,
    TimeSpan Decided,
    int Peak,
    IReadOnlyList<SimulatedBranch> Branches,
    IReadOnlyList<int> Order);
