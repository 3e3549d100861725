using DurableParallel.Errors;
using DurableParallel.Scopes.Rules;
using DurableParallel.Scopes.Running;

namespace DurableParallel;

/// <summary>The outcome of a joined scope. Immutable and safe from any thread.</summary>
public sealed class ParallelResult : IBatchResult
{
    private readonly string? _scopeName;

    internal ParallelResult(string? scopeName, CompletionVerdict verdict, IReadOnlyList<BranchOutcome> branches, IReadOnlyList<CompensationError>? compensationErrors = null)
    {
        _scopeName = scopeName;
        Branches = branches;
        CompensationErrors = compensationErrors ?? [];
        CompletionReason = verdict.Reason;
        MinimumMet = verdict.MinimumMet;
        IsSuccess = verdict.IsSuccess;

        // Those of a scope are made when they are looked at, which counting them need not do.
        var unmade = branches as BranchOutcomes;
        for (var index = 0; index < branches.Count; index++)
        {
            var status = unmade?.StatusOf(index) ?? branches[index].Status;
            switch (status)
            {
                case BranchStatus.Succeeded:
                    SuccessCount++;
                    break;
                case BranchStatus.Failed:
                    FailureCount++;
                    break;
                case BranchStatus.Canceled:
                    CanceledCount++;
                    break;
                case BranchStatus.Skipped:
                    SkippedCount++;
                    break;
                default:
                    throw Misuse.Of($"Branch {index} of scope {scopeName ?? "(unnamed)"} has not ended: {status}.");
            }
        }
    }

    /// <summary>Every registered branch, in the order of registration.</summary>
    public IReadOnlyList<BranchOutcome> Branches { get; }

    /// <summary>
    /// The compensations that failed for good, in the order in which they ran, which is from the last branch to the first;
    /// empty when none did or none was needed. Of very many, the first that fit into half a million characters.
    /// </summary>
    public IReadOnlyList<CompensationError> CompensationErrors { get; }

    /// <inheritdoc/>
    public CompletionReason CompletionReason { get; }

    /// <inheritdoc/>
    public BranchStatus Status => HasFailure ? BranchStatus.Failed : BranchStatus.Succeeded;

    /// <inheritdoc/>
    public bool MinimumMet { get; }

    /// <inheritdoc/>
    public bool IsSuccess { get; }

    /// <inheritdoc/>
    public bool HasFailure => FailureCount > 0;

    /// <inheritdoc/>
    public int SuccessCount { get; }

    /// <inheritdoc/>
    public int FailureCount { get; }

    /// <inheritdoc/>
    public int CanceledCount { get; }

    /// <inheritdoc/>
    public int SkippedCount { get; }

    /// <inheritdoc/>
    public int TotalCount => SuccessCount + FailureCount + CanceledCount;

    /// <inheritdoc/>
    public IReadOnlyList<OperationFailedException> GetErrors()
    {
        var errors = new List<OperationFailedException>(FailureCount);
        foreach (var branch in Branches)
        {
            if (branch.Status == BranchStatus.Failed)
            {
                errors.Add(BranchFailedException.For(branch, PathOf(branch)));
            }
        }

        return errors;
    }

    /// <inheritdoc/>
    public void ThrowIfError()
    {
        if (FirstFailure() is { } failed)
        {
            throw BranchFailedException.For(failed, PathOf(failed));
        }

        ThrowUnlessSuccess();
    }

    /// <summary>What a join does at its end.</summary>
    internal void ThrowUnlessSuccess()
    {
        if (!IsSuccess)
        {
            throw new ParallelExecutionException(_scopeName, this);
        }
    }

    /// <summary>The path of a branch in names; null where the outcome is not that of a scope.</summary>
    internal string? PathOf(BranchOutcome branch) => (Branches as BranchOutcomes)?.PathOf(branch.Index);

    internal BranchOutcome? FirstFailure()
    {
        if (HasFailure)
        {
            foreach (var branch in Branches)
            {
                if (branch.Status == BranchStatus.Failed)
                {
                    return branch;
                }
            }
        }

        return null;
    }
}
