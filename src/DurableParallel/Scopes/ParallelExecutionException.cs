using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel;

/// <summary>
/// The rules of a scope call it a failure: too many branches failed, too few succeeded, or its time was up. The
/// <see cref="Exception.InnerException"/> stands for the root of the first failure, as in an
/// <see cref="OperationFailedException"/>; there is none when no branch failed.
/// </summary>
public sealed class ParallelExecutionException : DurableException
{
    internal ParallelExecutionException(string? scopeName, ParallelResult result)
        : base(ErrorCodes.ScopeFailed, Describe(scopeName, result), RootOf(result))
    {
        ScopeName = scopeName;
        Result = result;
    }

    /// <summary>The name of the scope; null when it has none.</summary>
    public string? ScopeName { get; }

    /// <summary>The outcome of the scope, with that of every branch.</summary>
    public ParallelResult Result { get; }

    /// <summary>
    /// The operation that failed first in the first branch that failed, in names from the function down, for example
    /// "checks/validate/rules"; null when no branch failed. See <see cref="OperationFailedException.OperationPath"/>.
    /// </summary>
    public string? OperationPath => Result.FirstFailure() is { Error: { } error } failed ? RecordedPath.Of(error, Result.PathOf(failed), isFromOutside: false) : null;

    /// <summary>Type and message, then path, type, message and stack of the first failure on record, then the own stack.</summary>
    public override string ToString() => ErrorText.Of(this, Result.FirstFailure()?.Error, OperationPath);

    /// <summary>The first failure's error with a note of where it failed; null when no branch failed.</summary>
    internal DurableError? FirstErrorWithPath =>
        Result.FirstFailure() is { Error: { } error } failed ? RecordedPath.Note(error, Result.PathOf(failed), isFromOutside: false) : null;

    private static Exception? RootOf(ParallelResult result) => result.FirstFailure()?.Error is { } error ? RootException.Of(error) : null;

    private static string Describe(string? scopeName, ParallelResult result)
    {
        var scope = scopeName is null ? "The unnamed scope" : $"Scope '{scopeName}'";
        var why = result.MinimumMet ? string.Empty : ", and fewer branches succeeded than the rules ask for";
        var first = result.FirstFailure() is { Error: { } error } failed
            ? $" First failure: branch {failed.Index} '{failed.Name}', {error.ErrorType}: {error.ErrorMessage}"
            : string.Empty;
        var undone = result.CompensationErrors is [{ } broken, ..]
            ? $"{(first.Length == 0 || first[^1] == '.' ? "" : ".")} {Counted.Of(result.CompensationErrors.Count, "compensation")} failed, first that of branch {broken.Index} '{broken.Name}', {broken.Error.ErrorType}: {broken.Error.ErrorMessage}"
            : string.Empty;
        return $"{scope} failed: {result.CompletionReason.ToWireName()}{why}. Of {Counted.Of(result.Branches.Count, "branch", "branches")} {result.SuccessCount} succeeded, "
            + $"{result.FailureCount} failed, {Counted.Of(result.CanceledCount, "was", "were")} canceled and {result.SkippedCount} never started.{first}{undone}";
    }
}
