namespace DurableParallel;

/// <summary>The rules of a scope, and what only a map knows. Immutable.</summary>
/// <typeparam name="TItem">The type of the map's items.</typeparam>
public sealed record MapConfig<TItem> : ParallelConfig
{
    /// <summary>
    /// Names an item, given its index from 0. Called once for every item, in order, each time the code runs, so it must
    /// depend on its arguments alone. Names have 1 to 256 printable ASCII characters and need not be unique.
    /// </summary>
    /// <value>Default: null; then, and where it returns null, the name is "map-item-" and the index.</value>
    public Func<TItem, int, string?>? ItemNamer { get; init; }

    internal override Type? ItemType => typeof(TItem);
}
