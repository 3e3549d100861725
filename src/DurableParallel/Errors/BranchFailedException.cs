using DurableParallel.Errors;

namespace DurableParallel;

/// <summary>The body of a branch has thrown.</summary>
public sealed class BranchFailedException : OperationFailedException
{
    internal BranchFailedException(string branchName, int branchIndex, DurableError error)
        : base(ErrorCodes.BranchFailed, error)
    {
        BranchName = branchName;
        BranchIndex = branchIndex;
    }

    /// <summary>The name of the branch; branches may share one.</summary>
    public string BranchName { get; }

    /// <summary>The place of the branch in the order of registration, from 0.</summary>
    public int BranchIndex { get; }

    internal static BranchFailedException For(BranchOutcome branch) =>
        new(branch.Name, branch.Index, branch.Error ?? throw new InvalidOperationException($"Branch {branch.Index} is {branch.Status} and has no error."));
}
