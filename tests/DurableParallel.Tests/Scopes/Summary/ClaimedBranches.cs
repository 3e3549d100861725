using DurableParallel.Scopes.Summary;

namespace DurableParallel.Tests.Scopes.Summary;

/// <summary>Says that there are so many, and has none.</summary>
internal sealed class ClaimedBranches(int count) : IBranchSummarySource
{
    public int Count => count;

    public string Name(int index) => throw new NotSupportedException("No branch is to be asked for.");

    public bool HasResult(int index) => throw new NotSupportedException("No branch is to be asked for.");

    public BranchStatus Status(int index) => throw new NotSupportedException("No branch is to be asked for.");

    public string? Payload(int index) => throw new NotSupportedException("No branch is to be asked for.");

    public DurableError? Error(int index) => throw new NotSupportedException("No branch is to be asked for.");
}
