namespace DurableParallel.Scopes;

/// <summary>The outcome of a scope together with its values. What became of the scope is the outcome's to say.</summary>
internal sealed class Batch<T>(ParallelResult outcome, IReadOnlyList<IBatchItem<T>> items) : IBatchResult<T>
{
    private IReadOnlyList<IBatchItem<T>>? _succeeded;
    private IReadOnlyList<IBatchItem<T>>? _failed;
    private IReadOnlyList<IBatchItem<T>>? _skipped;
    private IReadOnlyList<IBatchItem<T>>? _canceled;

    public IReadOnlyList<IBatchItem<T>> All => items;

    public IReadOnlyList<IBatchItem<T>> Succeeded => _succeeded ??= With(BranchStatus.Succeeded);

    public IReadOnlyList<IBatchItem<T>> Failed => _failed ??= With(BranchStatus.Failed);

    public IReadOnlyList<IBatchItem<T>> Skipped => _skipped ??= With(BranchStatus.Skipped);

    public IReadOnlyList<IBatchItem<T>> Canceled => _canceled ??= With(BranchStatus.Canceled);

    public CompletionReason CompletionReason => outcome.CompletionReason;

    public BranchStatus Status => outcome.Status;

    public bool MinimumMet => outcome.MinimumMet;

    public bool IsSuccess => outcome.IsSuccess;

    public bool HasFailure => outcome.HasFailure;

    public int SuccessCount => outcome.SuccessCount;

    public int FailureCount => outcome.FailureCount;

    public int CanceledCount => outcome.CanceledCount;

    public int SkippedCount => outcome.SkippedCount;

    public int TotalCount => outcome.TotalCount;

    public IReadOnlyList<T> GetResults() => [.. Succeeded.Select(static item => item.Result!)];

    public IReadOnlyList<OperationFailedException> GetErrors() => outcome.GetErrors();

    public void ThrowIfError() => outcome.ThrowIfError();

    private List<IBatchItem<T>> With(BranchStatus status) => [.. items.Where(item => item.Status == status)];
}
