namespace DurableParallel;

/// <summary>What may be said about one branch without a result. Immutable.</summary>
public sealed record BranchOptions
{
    /// <summary>
    /// Undoes what the branch did. It runs when the branch succeeded and the scope as a whole is a failure, with a context
    /// of its own, after the scope has ended; later branches first. A failing one is retried with
    /// <see cref="RetryStrategy.Default"/>, and does not stop the others.
    /// </summary>
    /// <value>Default: null, nothing is to be undone.</value>
    public Func<DurableContext, Task>? Compensate { get; init; }
}
