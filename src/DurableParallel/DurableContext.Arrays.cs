using DurableParallel.Errors;
using DurableParallel.Scopes;

namespace DurableParallel;

/// <content>Scopes over lists of branches that have one type of result.</content>
public sealed partial class DurableContext
{
    /// <summary>
    /// Runs a list of branches side by side and returns what became of each. Never throws for what became of them:
    /// <see cref="IBatchResult.ThrowIfError"/> does. A minimum beyond the list is a missed minimum.
    /// </summary>
    /// <typeparam name="T">The type of the results.</typeparam>
    /// <param name="name">The scope's name: 1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="branches">The code of each branch, which uses only the context that it is given. The names are "parallel-branch-" and the index. Enumerated once, at the call.</param>
    /// <param name="config">The scope's rules; null for the default ones, under which one failure decides.</param>
    /// <returns>Reason, counts, and every branch in the order of the list.</returns>
    /// <exception cref="ArgumentException">The name or the rules are not valid, or a body is null. Nothing was started or recorded.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    public DurableTask<IBatchResult<T>> ParallelAsync<T>(
        string? name,
        IReadOnlyList<Func<DurableContext, Task<T>>> branches,
        ParallelConfig? config = null)
    {
        Misuse.ThrowIfNull(branches);
        return Batch(ScopeKind.Array, name, config, branches.Select(static (body, _) => new DurableBranch<T>(null, body)));
    }

    /// <inheritdoc cref="ParallelAsync{T}(string?, IReadOnlyList{Func{DurableContext, Task{T}}}, ParallelConfig?)"/>
    /// <param name="name">The scope's name: 1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="branches">The branches. Enumerated once, at the call.</param>
    /// <param name="config">The scope's rules; null for the default ones, under which one failure decides.</param>
    public DurableTask<IBatchResult<T>> ParallelAsync<T>(string? name, IReadOnlyList<DurableBranch<T>> branches, ParallelConfig? config = null)
    {
        Misuse.ThrowIfNull(branches);
        return Batch(ScopeKind.Array, name, config, branches);
    }

    private DurableTask<IBatchResult<T>> Batch<T>(
        ScopeKind kind,
        string? name,
        ScopeConfig? config,
        IEnumerable<DurableBranch<T>> branches,
        IDurableSerializer? resultSerializer = null)
    {
        var (scope, items) = Register(kind, name, config, p =>
        {
            var items = new List<FutureItem<T>>();
            foreach (var branch in branches)
            {
                if (branch?.Body is null)
                {
                    throw Misuse.OfArgument($"Branch {items.Count} of the list is null or has no body. Leave it out, or give it one.", nameof(branches));
                }

                items.Add(new FutureItem<T>(p.Branch(branch.Name, branch.Body)));
            }

            return items;
        });
        if (resultSerializer is null)
        {
            return scope.Join<IBatchResult<T>>(outcome => new Batch<T>(outcome, items), throwsOnFailure: false).ValueTask;
        }

        var result = new MapResult<T>(resultSerializer, new SerializationContext(this, scope.Identity.Id, name), items);
        scope.CustomResult = result;
        return scope.Join(_ => result.Batch, throwsOnFailure: false).ValueTask;
    }
}
