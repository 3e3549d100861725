namespace DurableParallel;

/// <summary>The value of a branch was read that was released before its end, because its scope was decided.</summary>
public sealed class BranchCanceledException : DurableException
{
    internal BranchCanceledException(string branchName, int branchIndex)
        : base(
            ErrorCodes.BranchCanceled,
            $"Branch {branchIndex} '{branchName}' has no value: it was canceled, because the scope was decided while it ran. "
            + "Read it with TryGetResult or ResultOr, or choose RunningBranches.Drain, under which every branch that has started ends.")
    {
        BranchName = branchName;
        BranchIndex = branchIndex;
    }

    /// <summary>The name of the branch; branches may share one.</summary>
    public string BranchName { get; }

    /// <summary>The place of the branch in the order of registration, from 0.</summary>
    public int BranchIndex { get; }
}
