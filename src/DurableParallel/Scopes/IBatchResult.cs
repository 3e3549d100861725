namespace DurableParallel;

/// <summary>
/// The outcome of a scope, the same live and replayed. <see cref="TotalCount"/> counts the branches that started, as
/// the service does; lists of branches hold every registered one. Immutable and safe from any thread.
/// </summary>
public interface IBatchResult
{
    /// <summary>Why the scope was decided.</summary>
    CompletionReason CompletionReason { get; }

    /// <summary>Failed when a branch failed, be it within the tolerance; else Succeeded. For the rules see <see cref="IsSuccess"/>.</summary>
    BranchStatus Status { get; }

    /// <summary>Whether as many branches succeeded as the rules ask for; true when they ask for no minimum.</summary>
    bool MinimumMet { get; }

    /// <summary>Whether the rules call the scope a success. JoinAsync throws when they do not.</summary>
    bool IsSuccess { get; }

    /// <summary>Whether a branch failed.</summary>
    bool HasFailure { get; }

    /// <summary>How many branches succeeded.</summary>
    int SuccessCount { get; }

    /// <summary>How many branches failed.</summary>
    int FailureCount { get; }

    /// <summary>How many branches started and were released before they ended.</summary>
    int CanceledCount { get; }

    /// <summary>How many branches never started.</summary>
    int SkippedCount { get; }

    /// <summary>How many branches started: those that succeeded, failed or were canceled.</summary>
    int TotalCount { get; }

    /// <summary>The errors of the failed branches, in the order of their indexes; empty when none failed.</summary>
    /// <returns>The errors.</returns>
    IReadOnlyList<OperationFailedException> GetErrors();

    /// <summary>Throws when a branch failed, be it within the tolerance, or when the scope is no success; else does nothing.</summary>
    /// <exception cref="BranchFailedException">A branch failed: the first by index.</exception>
    /// <exception cref="ParallelExecutionException">No branch failed and the rules call the scope a failure, for example for a missed minimum.</exception>
    void ThrowIfError();
}
