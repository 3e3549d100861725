namespace DurableParallel.Scopes;

/// <summary>A branch of a joined scope as an item. Its value is deserialised when it is first looked at.</summary>
internal sealed class FutureItem<T>(DurableFuture<T> future) : IBatchItem<T>
{
    public int Index => future.Index;

    public string Name => future.Name;

    public BranchStatus Status => future.Status switch
    {
        BranchStatus.Succeeded or BranchStatus.Failed or BranchStatus.Canceled or BranchStatus.Skipped => future.Status,
        var other => throw new InvalidOperationException($"Branch {Index} '{Name}' has not ended: {other}."),
    };

    public T? Result => future.Status == BranchStatus.Succeeded ? future.TakeValue() : default;

    public OperationFailedException? Error => future.Status == BranchStatus.Failed ? BranchFailedException.For(future.ToOutcome(), future.Path) : null;
}
