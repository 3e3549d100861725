using DurableParallel.Engine.Listing;
using DurableParallel.Engine.Logging;
using DurableParallel.Engine.Purging;
using DurableParallel.Records;

namespace DurableParallel.Engine;

/// <content>Purging executions that have ended.</content>
public sealed partial class DurableEngine
{
    // Others' commits come first; this is real time, whatever time the executions live in.
    private static readonly TimeSpan PauseBetweenBatches = TimeSpan.FromMilliseconds(10);

    /// <summary>Purges the executions that ended at least so long ago by the clock as it is now; see <see cref="PurgeAsync(ExecutionQuery, CancellationToken)"/>.</summary>
    /// <param name="olderThan">How long ago they must have ended; zero for all that have ended.</param>
    /// <param name="cancellationToken">Ends the purging; what was purged until then is gone.</param>
    /// <returns>How many were purged.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Less than zero.</exception>
    public async Task<long> PurgeAsync(TimeSpan olderThan, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(olderThan, TimeSpan.Zero);
        return await PurgeAsync(EndedFor(olderThan, _options.TimeProvider.GetUtcNow()), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Purges one execution that has ended; see <see cref="PurgeAsync(ExecutionQuery, CancellationToken)"/>.</summary>
    /// <param name="executionName">The execution's name, exactly.</param>
    /// <param name="cancellationToken">Ends the waiting; the execution may be purged all the same.</param>
    /// <returns>True when it was purged; false when there is no execution of that name.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidOperationException">The execution has not ended.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    public async Task<bool> PurgeAsync(string executionName, CancellationToken cancellationToken = default)
    {
        ExecutionName.Check(executionName, nameof(executionName));
        ThrowIfUnchangeable("purging executions");
        if (_executions.FindLatest(executionName)?.ReadFacts() is { IsEnded: false } facts)
        {
            throw new InvalidOperationException(
                $"The execution '{executionName}' is {facts.Status}, and only executions that have ended are purged. Stop it first, or wait for its end.");
        }

        return await PurgeAsync(new ExecutionQuery { Name = executionName }, cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <summary>
    /// Deletes the ended executions that the query means, with results and histories, and gives free space back to the file
    /// system. Running and blocked ones are never touched. The names may be used again; handles of purged executions throw
    /// <see cref="ExecutionNotFoundException"/>.
    /// </summary>
    /// <param name="query">Which executions.</param>
    /// <param name="cancellationToken">Ends the purging; what was purged until then is gone.</param>
    /// <returns>How many were purged.</returns>
    /// <exception cref="ArgumentException">The query asks for executions that have not ended.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    public async Task<long> PurgeAsync(ExecutionQuery query, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Statuses?.Any(static status => status is ExecutionStatus.Running or ExecutionStatus.Blocked) == true)
        {
            throw new ArgumentException("Only executions that have ended are purged, and the query asks for running or blocked ones. Leave those statuses out, or stop the executions first.", nameof(query));
        }

        ThrowIfUnchangeable("purging executions");
        var purger = new Purger(_journal, _executions, new Selection(query));
        return await Task.Run(() => purger.RunAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    internal Task<long> PurgeKeptAsync(TimeSpan retention, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ThrowIfUnchangeable("purging executions");
        var purger = new Purger(
            _journal,
            _executions,
            new Selection(EndedFor(retention, now)),
            static token => Task.Delay(PauseBetweenBatches, TimeProvider.System, token));
        return purger.RunAsync(cancellationToken);
    }

    internal void OnRetentionFailed(Exception fault) =>
        _services.Logger.PurgeFailed(fault, _options.JournalPath);

    // Ended then is ended long enough; times are recorded to the millisecond.
    private static ExecutionQuery EndedFor(TimeSpan time, DateTimeOffset now) =>
        new() { EndedBefore = now - DateTimeOffset.MinValue > time ? now - time + TimeSpan.FromMilliseconds(1) : DateTimeOffset.MinValue };
}
