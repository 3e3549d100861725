using DurableParallel.Errors;

namespace DurableParallel;

/// <summary>The rules of a scope call it a failure: too many branches failed, too few succeeded, or its time was up.</summary>
public sealed class ParallelExecutionException : DurableException
{
    internal ParallelExecutionException(string? scopeName, ParallelResult result)
        : base(ErrorCodes.ScopeFailed, Describe(scopeName, result))
    {
        ScopeName = scopeName;
        Result = result;
    }

    /// <summary>The name of the scope; null when it has none.</summary>
    public string? ScopeName { get; }

    /// <summary>The outcome of the scope, with that of every branch.</summary>
    public ParallelResult Result { get; }

    /// <summary>The text of the exception, followed by type, message and stack of the first failure on record.</summary>
    public override string ToString() => ErrorText.Append(base.ToString(), Result.FirstFailure()?.Error);

    private static string Describe(string? scopeName, ParallelResult result)
    {
        var scope = scopeName is null ? "The unnamed scope" : $"Scope '{scopeName}'";
        var why = result.MinimumMet ? string.Empty : ", and fewer branches succeeded than the rules ask for";
        var first = result.FirstFailure() is { Error: { } error } failed
            ? $" First failure: branch {failed.Index} '{failed.Name}', {error.ErrorType}: {error.ErrorMessage}"
            : string.Empty;
        var undone = result.CompensationErrors is [{ } broken, ..]
            ? $" {Counted.Of(result.CompensationErrors.Count, "compensation")} failed, first that of branch {broken.Index} '{broken.Name}', {broken.Error.ErrorType}: {broken.Error.ErrorMessage}"
            : string.Empty;
        return $"{scope} failed: {result.CompletionReason.ToWireName()}{why}. Of {Counted.Of(result.Branches.Count, "branch", "branches")} {result.SuccessCount} succeeded, "
            + $"{result.FailureCount} failed, {Counted.Of(result.CanceledCount, "was", "were")} canceled and {result.SkippedCount} never started.{first}{undone}";
    }
}
