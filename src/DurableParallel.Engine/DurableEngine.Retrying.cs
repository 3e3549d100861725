using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Listing;
using DurableParallel.Records;

namespace DurableParallel.Engine;

/// <content>Letting executions go on that ended badly.</content>
public sealed partial class DurableEngine
{
    // So many share a commit; more would only hold more records in memory.
    private const int RetriesAtOnce = 256;

    /// <summary>
    /// Lets an execution go on that failed, timed out or was stopped, and returns once that is durable. What has succeeded is
    /// answered from its records; what has failed runs anew, with all its attempts, and so do the contexts and scopes above it.
    /// A failure that the code has handled, by going on to other operations, stays. A scope keeps its branches that succeeded,
    /// unless it has undone them. An invoke that failed lets its execution go on. The execution's time begins anew. It is in
    /// the history as <see cref="HistoryEventType.ExecutionRetried"/>.
    /// </summary>
    /// <param name="executionName">The execution's name.</param>
    /// <param name="cancellationToken">Ends the waiting; the execution may go on all the same.</param>
    /// <returns>The execution, which runs again.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="ExecutionNotFoundException">There is no execution of that name.</exception>
    /// <exception cref="ExecutionNotRetriedException">It runs, is blocked or has succeeded, or its records do not fit into the memory of this process.</exception>
    /// <exception cref="JournalDamagedException">Its records cannot be read.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    public async Task<ExecutionHandle> RetryAsync(string executionName, CancellationToken cancellationToken = default)
    {
        ExecutionName.Check(executionName, nameof(executionName));
        ThrowIfUnchangeable("retrying an execution");
        var execution = _executions.FindLatest(executionName)
            ?? throw ExecutionNotFoundException.NoneOf(executionName, _options.JournalPath);
        await Task.Run(() => _services.Retries.RetryAsync(execution), cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        return MakeHandle(execution);
    }

    /// <summary>
    /// Lets all executions go on that the query means and that failed, timed out or were stopped; see <see cref="RetryAsync"/>.
    /// Each is asked for once: one that fails again meanwhile is not retried again. Executions that another one invoked go on
    /// with it, and count only when the query means them.
    /// </summary>
    /// <param name="query">Which executions. Its statuses are all that can be retried when it names none.</param>
    /// <param name="cancellationToken">Ends the search; what was retried until then goes on.</param>
    /// <returns>How many were retried.</returns>
    /// <exception cref="ArgumentException">The query asks for executions that cannot be retried.</exception>
    /// <exception cref="JournalDamagedException">The records of one cannot be read; those before it go on.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    public async Task<long> RetryManyAsync(ExecutionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Statuses?.FirstOrDefault(static status => !ExecutionRetries.MayFollow(status), ExecutionStatus.Failed) is { } other and not ExecutionStatus.Failed)
        {
            throw new ArgumentException($"Only executions that failed, timed out or were stopped are retried, and the query asks for those that are {other}. Leave that status out.", nameof(query));
        }

        ThrowIfUnchangeable("retrying executions");
        if (query.Statuses is not { Count: > 0 })
        {
            query = query with { Statuses = [ExecutionStatus.Failed, ExecutionStatus.TimedOut, ExecutionStatus.Stopped] };
        }

        var meant = new Selection(query);
        return await Task.Run(() => RetryManyAsync(meant, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    // Those that fail again at once are behind the search by then, since it passes each number once.
    private async Task<long> RetryManyAsync(Selection meant, CancellationToken cancellationToken)
    {
        var retried = 0L;
        var underWay = new List<Task<bool>>(RetriesAtOnce);
        foreach (var (execution, _) in _executions.Find(meant, after: null, cancellationToken))
        {
            underWay.Add(TryRetryAsync(execution));
            if (underWay.Count == RetriesAtOnce)
            {
                retried += (await Task.WhenAll(underWay).ConfigureAwait(false)).Count(static done => done);
                underWay.Clear();
            }
        }

        return retried + (await Task.WhenAll(underWay).ConfigureAwait(false)).Count(static done => done);
    }

    // It may have gone on, or away, since it was found.
    private async Task<bool> TryRetryAsync(Execution execution)
    {
        try
        {
            await _services.Retries.RetryAsync(execution).ConfigureAwait(false);
            return true;
        }
        catch (Exception gone) when (gone is ExecutionNotRetriedException or ExecutionNotFoundException)
        {
            return false;
        }
    }
}
