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

    /// <param name="branch">A branch that failed.</param>
    /// <param name="path">Its path; null where that is not known.</param>
    internal static BranchFailedException For(BranchOutcome branch, string? path)
    {
        var error = branch.Error ?? throw new InvalidOperationException($"Branch {branch.Index} is {branch.Status} and has no error.");
        var failed = new BranchFailedException(branch.Name, branch.Index, error);
        return path is null ? failed : failed.At(path);
    }
}
