namespace DurableParallel;

/// <summary>What may be said about one branch without a result. Immutable.</summary>
public record BranchOptions
{
    /// <summary>The serializer of the branch's payload.</summary>
    /// <value>Default: null, the scope's <see cref="ParallelConfig.ItemSerializer"/>, else the function's.</value>
    public IDurableSerializer? Serializer { get; init; }
}
