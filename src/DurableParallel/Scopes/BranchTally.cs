using System.Runtime.InteropServices;

namespace DurableParallel;

/// <summary>The counts of a scope at the moment when one of its branches has ended.</summary>
/// <param name="Total">All registered branches.</param>
/// <param name="Succeeded">Those that succeeded.</param>
/// <param name="Failed">Those that failed.</param>
/// <param name="Running">Those that have started and not ended.</param>
/// <param name="LastSettled">The branch that has just ended.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BranchTally(int Total, int Succeeded, int Failed, int Running, BranchOutcome LastSettled);
