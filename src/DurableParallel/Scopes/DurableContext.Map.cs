using System.Runtime.CompilerServices;
using DurableParallel.Errors;
using DurableParallel.Scopes;

namespace DurableParallel;

/// <content>Scopes that run one body for every item of a list.</content>
public sealed partial class DurableContext
{
    /// <summary>
    /// Runs a body for every item side by side and returns what became of each. Never throws for what became of them:
    /// <see cref="IBatchResult.ThrowIfError"/> does. A minimum beyond the list is a missed minimum.
    /// </summary>
    /// <typeparam name="TItem">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of the results.</typeparam>
    /// <param name="name">The scope's name: 1 to 256 printable ASCII characters, or null for none.</param>
    /// <param name="items">The items, the same ones in the same order in every run. Enumerated once, at the call.</param>
    /// <param name="body">The code for one item: it is given a context of its own, the item, and the index from 0.</param>
    /// <param name="config">The scope's rules; null for the default ones, under which one failure decides.</param>
    /// <returns>Reason, counts, and every item in the order of the list.</returns>
    /// <exception cref="ArgumentException">The name or the rules are not valid. Nothing was started or recorded.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    public DurableTask<IBatchResult<TResult>> MapAsync<TItem, TResult>(
        string? name,
        IEnumerable<TItem> items,
        Func<DurableContext, TItem, int, Task<TResult>> body,
        ParallelConfig? config = null) =>
        Map(name, items, body, config, ofItems: null);

    /// <inheritdoc cref="MapAsync{TItem, TResult}(string?, IEnumerable{TItem}, Func{DurableContext, TItem, int, Task{TResult}}, ParallelConfig?)"/>
    /// <param name="name">The scope's name: 1 to 256 printable ASCII characters, or null for none.</param>
    /// <param name="items">The items, the same ones in the same order in every run. Enumerated once, at the call.</param>
    /// <param name="body">The code for one item: it is given a context of its own, the item, and the index from 0.</param>
    /// <param name="config">The scope's rules, and the names of the items; null for the default ones.</param>
    [OverloadResolutionPriority(1)]
    public DurableTask<IBatchResult<TResult>> MapAsync<TItem, TResult>(
        string? name,
        IEnumerable<TItem> items,
        Func<DurableContext, TItem, int, Task<TResult>> body,
        MapConfig<TItem>? config) =>
        Map(name, items, body, config, config);

    private DurableTask<IBatchResult<TResult>> Map<TItem, TResult>(
        string? name,
        IEnumerable<TItem> items,
        Func<DurableContext, TItem, int, Task<TResult>> body,
        ScopeConfig? config,
        MapConfig<TItem>? ofItems)
    {
        Misuse.ThrowIfNull(items);
        Misuse.ThrowIfNull(body);
        if (ofItems?.ResultSerializer is { } serializer)
        {
            MapResult<TResult>.CheckType(serializer);
        }

        var branches = items.Select((item, index) =>
            new DurableBranch<TResult>(ofItems?.NameOf(item, index), new ItemBody<TItem, TResult>(body, item, index).RunAsync));
        return Batch(ScopeKind.Map, name, config, branches, ofItems?.ResultSerializer);
    }
}
