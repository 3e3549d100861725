namespace DurableParallel;

/// <summary>The value of a branch was read that never started, because its scope was decided before.</summary>
public sealed class BranchSkippedException : DurableException
{
    internal BranchSkippedException(string branchName, int branchIndex)
        : base(
            ErrorCodes.BranchSkipped,
            $"Branch {branchIndex} '{branchName}' has no value: it never started, because the scope was decided before. "
            + "Read it with TryGetResult or ResultOr, or choose rules under which every branch runs.")
    {
        BranchName = branchName;
        BranchIndex = branchIndex;
    }

    /// <summary>The name of the branch; branches may share one.</summary>
    public string BranchName { get; }

    /// <summary>The place of the branch in the order of registration, from 0.</summary>
    public int BranchIndex { get; }
}
