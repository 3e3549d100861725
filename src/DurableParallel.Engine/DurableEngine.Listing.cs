using DurableParallel.Engine.Listing;

namespace DurableParallel.Engine;

/// <content>Listing and counting executions.</content>
public sealed partial class DurableEngine
{
    /// <summary>The most executions on a page of <see cref="ListAsync"/>.</summary>
    public const int LargestPage = 1000;

    /// <summary>
    /// A page of the executions that the query means, each execution at most once over all pages, in the order of their
    /// starts. Those started meanwhile come at the end, or not at all in descending order; each is shown as it is when its
    /// page is made.
    /// </summary>
    /// <param name="query">Which executions; null for all.</param>
    /// <param name="pageSize">How many at most, 1 to <see cref="LargestPage"/>.</param>
    /// <param name="continuationToken">Of the page before, with the same query; null for the first.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The page, and the token of the next one; no token behind the last page.</returns>
    /// <exception cref="ArgumentException">The size, a status, a state, a tag or the token is not valid, or the token is of another query.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    public async Task<ExecutionPage> ListAsync(
        ExecutionQuery? query = null,
        int pageSize = 100,
        string? continuationToken = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pageSize, LargestPage);
        ThrowIfUnusable();
        var selection = new Selection(query ?? new ExecutionQuery());
        var fingerprint = selection.Fingerprint(_store.Id);
        long? after = continuationToken is null ? null : ListToken.Read(continuationToken, fingerprint, nameof(continuationToken));
        return await Task.Run(() => MakePage(selection, fingerprint, pageSize, after, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How many of the executions that the query means stand where. Every status has a number, 0 included.</summary>
    /// <param name="query">Which executions; null for all.</param>
    /// <param name="cancellationToken">Ends the counting.</param>
    /// <returns>A number for each status.</returns>
    /// <exception cref="ArgumentException">A status, a state or a tag is not valid.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    public async Task<IReadOnlyDictionary<ExecutionStatus, long>> CountByStatusAsync(
        ExecutionQuery? query = null,
        CancellationToken cancellationToken = default)
    {
        ThrowIfUnusable();
        var selection = new Selection(query ?? new ExecutionQuery());
        return await Task.Run<IReadOnlyDictionary<ExecutionStatus, long>>(
            () => ToStatuses(_executions.Count(selection, cancellationToken)),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How many executions the query means, wherever they stand.</summary>
    /// <param name="query">Which executions; null for all.</param>
    /// <param name="cancellationToken">Ends the counting.</param>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentException">A status, a state or a tag is not valid.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    public async Task<long> CountAsync(ExecutionQuery? query = null, CancellationToken cancellationToken = default) =>
        (await CountByStatusAsync(query, cancellationToken).ConfigureAwait(false)).Values.Sum();

    private ExecutionPage MakePage(Selection selection, uint fingerprint, int pageSize, long? after, CancellationToken cancellationToken)
    {
        var found = new List<ExecutionSummary>(Math.Min(pageSize, 100));
        long last = 0;
        foreach (var (execution, facts) in _executions.Find(selection, after, cancellationToken))
        {
            if (found.Count == pageSize)
            {
                return new ExecutionPage(found, ListToken.Write(fingerprint, last));
            }

            found.Add(ExecutionSummaries.Of(execution, facts));
            last = execution.Number;
        }

        return new ExecutionPage(found, ContinuationToken: null);
    }
}
