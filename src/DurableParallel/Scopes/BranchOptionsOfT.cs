namespace DurableParallel;

/// <summary>What may be said about one branch with a result. Immutable.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
public sealed record BranchOptions<T>
{
    /// <summary>The serializer of the branch's result.</summary>
    /// <value>Default: null, the scope's <see cref="ScopeConfig.ItemSerializer"/>, else the function's.</value>
    public IDurableSerializer? Serializer { get; init; }

    /// <summary>
    /// Undoes what the branch did, given its value. It runs when the branch succeeded and the scope as a whole is a failure,
    /// with a context of its own, after the scope has ended; later branches first. A failing one is retried with
    /// <see cref="RetryStrategy.Default"/>, and does not stop the others.
    /// </summary>
    /// <value>Default: null, nothing is to be undone.</value>
    public Func<DurableContext, T, Task>? Compensate { get; init; }
}
