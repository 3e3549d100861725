namespace DurableParallel.Scopes;

/// <summary>A branch of a joined scope as an item. Its value is deserialised when it is first looked at.</summary>
internal sealed class FutureItem<T>(DurableFuture<T> future) : IBatchItem<T>
{
    public int Index => future.Index;

    public string Name => future.Name;

    public BatchItemStatus Status => future.Status switch
    {
        BranchStatus.Succeeded => BatchItemStatus.Succeeded,
        BranchStatus.Failed => BatchItemStatus.Failed,
        BranchStatus.Canceled => BatchItemStatus.Canceled,
        BranchStatus.Skipped => BatchItemStatus.Skipped,
        var other => throw new InvalidOperationException($"Branch {Index} '{Name}' has not ended: {other}."),
    };

    public T? Result => future.Status == BranchStatus.Succeeded ? future.TakeValue() : default;

    public OperationFailedException? Error => future.Status == BranchStatus.Failed ? BranchFailedException.For(future.ToOutcome(), future.Path) : null;
}
