using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel;

/// <summary>The rules of a scope, and what only a map knows. Immutable.</summary>
/// <typeparam name="TItem">The type of the map's items.</typeparam>
public sealed record MapConfig<TItem> : ScopeConfig
{
    /// <summary>
    /// Names an item, given its index from 0. Called once for every item, in order, each time the code runs, so it must
    /// depend on its arguments alone. Names have 1 to 256 characters without control characters and line separators and need not be unique.
    /// </summary>
    /// <value>Default: null; then, and where it returns null, the name is "map-item-" and the index.</value>
    public Func<TItem, int, string?>? ItemNamer { get; init; }

    /// <summary>
    /// Makes the map's own payload in place of the library: it is asked for an <see cref="IBatchResult{T}"/>, and what the
    /// map returns, live and on replay, is what it made of that payload again. It must be able to read what it wrote, for
    /// example with <see cref="BatchResult"/>. Where the payload is larger than 256 KiB, it is not kept: replay asks the
    /// serializer to write and read again, so it must do the same every time.
    /// </summary>
    /// <value>Default: null, the library's payload, which holds all that is in the result.</value>
    public IDurableSerializer? ResultSerializer { get; init; }

    /// <summary>The name that the namer gives an item; null without a namer.</summary>
    internal string? NameOf(TItem item, int index)
    {
        var name = ItemNamer?.Invoke(item, index);
        try
        {
            OperationName.Check(name);
        }
        catch (ArgumentException invalid)
        {
            throw Misuse.Mark(new ArgumentException($"The ItemNamer gave item {index} a name that is not valid. {invalid.Message}", invalid));
        }

        return name;
    }
}
