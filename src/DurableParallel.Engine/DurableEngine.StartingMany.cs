using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Starting;

namespace DurableParallel.Engine;

/// <content>Starting many executions.</content>
public sealed partial class DurableEngine
{
    /// <inheritdoc cref="StartManyAsync(IAsyncEnumerable{StartRequest}, StartManyOptions?, CancellationToken)"/>
    public async Task<StartManyResult> StartManyAsync(
        IEnumerable<StartRequest> requests,
        StartManyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return await StartManyAsync(OneByOne(requests), options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Starts many executions, with no more than <see cref="StartManyOptions.MaxInFlight"/> in flight, and returns when all
    /// are durable, or when all have ended: <see cref="StartManyOptions.Until"/>. Idempotent by name as
    /// <see cref="StartWithPayloadAsync(string, string, string?, CancellationToken)"/> is, so whoever was interrupted calls
    /// it again with the same requests. A request that cannot be started is counted and told, and stops nothing. Needs memory for the places in flight, not for the
    /// requests; requests are not read ahead of the places.
    /// </summary>
    /// <param name="requests">What to start, read as places become free, on threads of the pool.</param>
    /// <param name="options">How many are in flight, what is waited for, and what is told meanwhile; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the reading; what was read is still decided before the exception is thrown.</param>
    /// <returns>How many are new, how many were there already, and which could not be started.</returns>
    /// <exception cref="StartManyCanceledException">The token was signalled; says what was started.</exception>
    /// <exception cref="StartManyInterruptedException">The engine was stopped or faulted, or reading a request threw; says what was started.</exception>
    public async Task<StartManyResult> StartManyAsync(
        IAsyncEnumerable<StartRequest> requests,
        StartManyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ThrowIfUnchangeable("starting executions");
        var starter = new ManyStarter(this, options ?? new StartManyOptions(), cancellationToken);
        return await Task.Run(() => starter.RunAsync(requests), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Waits until there is room among what waits for the disk; see <see cref="DurableEngineOptions.UnwrittenBytes"/>.</summary>
    internal Task TakeRoomAsync(string? payload, CancellationToken cancellationToken) =>
        _services.Budget.TakeAsync(WriteBudget.CostOf(payload), cancellationToken);

    /// <summary>Gives back what <see cref="TakeRoomAsync"/> took, once the record itself is counted.</summary>
    internal void ReturnRoom(string? payload) => _services.Budget.Return(WriteBudget.CostOf(payload));

    /// <summary>The execution of that name, new unless there is one; a new one is on its way to the journal.</summary>
    internal Execution Accept(string functionName, string executionName, in StartInput input, StartOptions? options, out bool isNew)
    {
        ThrowIfUnusable();
        isNew = false;
        if (_executions.FindLatest(executionName) is { } existing)
        {
            return existing;
        }

        var function = _services.Functions.FindHighest(functionName);
        RequireInput(function, functionName, executionName, input);
        var execution = _executions.GetOrAdd(_services, executionName, functionName, function.Version, TermsOf(options, function, input.Payload, _services.Clock.Now()), out isNew);
        if (isNew && !_services.Starts.Create(execution, input.Payload))
        {
            _executions.Remove(execution);
            ThrowIfUnusable();
            throw new EngineStoppedException("The engine takes no executions any more.");
        }

        return execution;
    }

    private static async IAsyncEnumerable<StartRequest> OneByOne(IEnumerable<StartRequest> requests)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (var request in requests)
        {
            yield return request;
        }
    }
}
