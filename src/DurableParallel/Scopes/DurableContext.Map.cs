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
    /// <param name="name">The scope's name: 1 to 256 characters without control characters and line separators, or null for none.</param>
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
        Map<TItem, TResult>(name, items, body, config, ofItems: null);

    /// <inheritdoc cref="MapAsync{TItem, TResult}(string?, IEnumerable{TItem}, Func{DurableContext, TItem, int, Task{TResult}}, ParallelConfig?)"/>
    /// <param name="name">The scope's name: 1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="items">The items, the same ones in the same order in every run. Enumerated once, at the call.</param>
    /// <param name="body">The code for one item: it is given a context of its own, the item, and the index from 0.</param>
    /// <param name="config">The scope's rules, and the names of the items; null for the default ones.</param>
    [OverloadResolutionPriority(1)]
    public DurableTask<IBatchResult<TResult>> MapAsync<TItem, TResult>(
        string? name,
        IEnumerable<TItem> items,
        Func<DurableContext, TItem, int, Task<TResult>> body,
        MapConfig<TItem>? config) =>
        Map<TItem, TResult>(name, items, body, config, config);

    /// <inheritdoc cref="MapAsync{TItem, TResult}(string?, IEnumerable{TItem}, Func{DurableContext, TItem, int, Task{TResult}}, ParallelConfig?)"/>
    /// <param name="name">The scope's name: 1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="items">The items, the same ones in the same order in every run. Enumerated once, at the call.</param>
    /// <param name="body">The code for one item: it is given a context of its own, and the item.</param>
    /// <param name="config">The scope's rules; null for the default ones, under which one failure decides.</param>
    public DurableTask<IBatchResult<TResult>> MapAsync<TItem, TResult>(
        string? name,
        IEnumerable<TItem> items,
        Func<DurableContext, TItem, Task<TResult>> body,
        ParallelConfig? config = null) =>
        Map<TItem, TResult>(name, items, body, config, ofItems: null);

    /// <inheritdoc cref="MapAsync{TItem, TResult}(string?, IEnumerable{TItem}, Func{DurableContext, TItem, int, Task{TResult}}, ParallelConfig?)"/>
    /// <param name="name">The scope's name: 1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="items">The items, the same ones in the same order in every run. Enumerated once, at the call.</param>
    /// <param name="body">The code for one item: it is given a context of its own, and the item.</param>
    /// <param name="config">The scope's rules, and the names of the items; null for the default ones.</param>
    [OverloadResolutionPriority(1)]
    public DurableTask<IBatchResult<TResult>> MapAsync<TItem, TResult>(
        string? name,
        IEnumerable<TItem> items,
        Func<DurableContext, TItem, Task<TResult>> body,
        MapConfig<TItem>? config) =>
        Map<TItem, TResult>(name, items, body, config, config);

    /// <summary>
    /// Runs a body without a result for every item side by side. Never throws for what became of them:
    /// <see cref="ParallelResult.ThrowIfError"/> does. A minimum beyond the list is a missed minimum.
    /// </summary>
    /// <typeparam name="TItem">The type of the items.</typeparam>
    /// <param name="name">The scope's name: 1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="items">The items, the same ones in the same order in every run. Enumerated once, at the call.</param>
    /// <param name="body">The code for one item: it is given a context of its own, the item, and the index from 0.</param>
    /// <param name="config">The scope's rules; null for the default ones, under which one failure decides.</param>
    /// <returns>Reason, counts, and what became of every item in the order of the list.</returns>
    /// <exception cref="ArgumentException">The name or the rules are not valid. Nothing was started or recorded.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    [OverloadResolutionPriority(-2)]
    public DurableTask<ParallelResult> MapAsync<TItem>(
        string? name,
        IEnumerable<TItem> items,
        Func<DurableContext, TItem, int, Task> body,
        ParallelConfig? config = null) =>
        MapWithoutResult(name, items, body, config, ofItems: null);

    /// <inheritdoc cref="MapAsync{TItem}(string?, IEnumerable{TItem}, Func{DurableContext, TItem, int, Task}, ParallelConfig?)"/>
    /// <param name="name">The scope's name: 1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="items">The items, the same ones in the same order in every run. Enumerated once, at the call.</param>
    /// <param name="body">The code for one item: it is given a context of its own, the item, and the index from 0.</param>
    /// <param name="config">The scope's rules, and the names of the items, without a <see cref="MapConfig{TItem}.ResultSerializer"/>; null for the default ones.</param>
    [OverloadResolutionPriority(-1)]
    public DurableTask<ParallelResult> MapAsync<TItem>(
        string? name,
        IEnumerable<TItem> items,
        Func<DurableContext, TItem, int, Task> body,
        MapConfig<TItem>? config) =>
        MapWithoutResult(name, items, body, config, config);

    /// <inheritdoc cref="MapAsync{TItem}(string?, IEnumerable{TItem}, Func{DurableContext, TItem, int, Task}, ParallelConfig?)"/>
    /// <param name="name">The scope's name: 1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="items">The items, the same ones in the same order in every run. Enumerated once, at the call.</param>
    /// <param name="body">The code for one item: it is given a context of its own, and the item.</param>
    /// <param name="config">The scope's rules; null for the default ones, under which one failure decides.</param>
    [OverloadResolutionPriority(-2)]
    public DurableTask<ParallelResult> MapAsync<TItem>(
        string? name,
        IEnumerable<TItem> items,
        Func<DurableContext, TItem, Task> body,
        ParallelConfig? config = null) =>
        MapWithoutResult(name, items, body, config, ofItems: null);

    /// <inheritdoc cref="MapAsync{TItem}(string?, IEnumerable{TItem}, Func{DurableContext, TItem, int, Task}, ParallelConfig?)"/>
    /// <param name="name">The scope's name: 1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="items">The items, the same ones in the same order in every run. Enumerated once, at the call.</param>
    /// <param name="body">The code for one item: it is given a context of its own, and the item.</param>
    /// <param name="config">The scope's rules, and the names of the items, without a <see cref="MapConfig{TItem}.ResultSerializer"/>; null for the default ones.</param>
    [OverloadResolutionPriority(-1)]
    public DurableTask<ParallelResult> MapAsync<TItem>(
        string? name,
        IEnumerable<TItem> items,
        Func<DurableContext, TItem, Task> body,
        MapConfig<TItem>? config) =>
        MapWithoutResult(name, items, body, config, config);

    private DurableTask<IBatchResult<TResult>> Map<TItem, TResult>(
        string? name,
        IEnumerable<TItem> items,
        Delegate body,
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

    private DurableTask<ParallelResult> MapWithoutResult<TItem>(
        string? name,
        IEnumerable<TItem> items,
        Delegate body,
        ScopeConfig? config,
        MapConfig<TItem>? ofItems)
    {
        Misuse.ThrowIfNull(items);
        Misuse.ThrowIfNull(body);
        if (ofItems?.ResultSerializer is not null)
        {
            throw Misuse.OfArgument(
                "The map has a ResultSerializer, and its body has no result. Leave the ResultSerializer out, or let the body return something.",
                nameof(config));
        }

        var (scope, _) = Register(ScopeKind.Map, name, config, p =>
        {
            var index = 0;
            foreach (var item in items)
            {
                p.Branch(ofItems?.NameOf(item, index), new PlainItemBody<TItem>(body, item, index).RunAsync);
                index++;
            }

            return index;
        });
        return scope.Join(static result => result, throwsOnFailure: false).ValueTask;
    }
}
