namespace DurableParallel;

/// <summary>What may be said about one branch with a result. Immutable.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
public sealed record BranchOptions<T>
{
    /// <summary>The serializer of the branch's result.</summary>
    /// <value>Default: null, the scope's <see cref="ParallelConfig.ItemSerializer"/>, else the function's.</value>
    public IDurableSerializer? Serializer { get; init; }
}
