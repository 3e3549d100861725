using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Starting;

namespace DurableParallel.Engine;

/// <content>Starting many executions.</content>
public sealed partial class DurableEngine
{
    /// <summary>
    /// Starts many executions and returns once all of them are durable; see
    /// <see cref="StartManyAsync(IAsyncEnumerable{StartRequest}, StartManyOptions, CancellationToken)"/>.
    /// </summary>
    /// <param name="requests">What to start, read as places become free, on threads of the pool.</param>
    /// <param name="maxInFlight">How many requests may be handed to the journal and not durable yet, at least 1.</param>
    /// <param name="progress">Told how far it is, now and then and at the end.</param>
    /// <param name="cancellationToken">Ends the reading; see <see cref="StartManyCanceledException"/>.</param>
    public async Task<StartManyResult> StartManyAsync(
        IEnumerable<StartRequest> requests,
        int maxInFlight = StartManyOptions.DefaultMaxInFlight,
        IProgress<StartProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        await StartManyAsync(requests, new StartManyOptions { MaxInFlight = maxInFlight, Progress = progress }, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Starts many executions and returns once all of them are durable; see
    /// <see cref="StartManyAsync(IAsyncEnumerable{StartRequest}, StartManyOptions, CancellationToken)"/>.
    /// </summary>
    /// <param name="requests">What to start, read as places become free, on threads of the pool.</param>
    /// <param name="maxInFlight">How many requests may be handed to the journal and not durable yet, at least 1.</param>
    /// <param name="progress">Told how far it is, now and then and at the end.</param>
    /// <param name="cancellationToken">Ends the reading; see <see cref="StartManyCanceledException"/>.</param>
    public async Task<StartManyResult> StartManyAsync(
        IAsyncEnumerable<StartRequest> requests,
        int maxInFlight = StartManyOptions.DefaultMaxInFlight,
        IProgress<StartProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        await StartManyAsync(requests, new StartManyOptions { MaxInFlight = maxInFlight, Progress = progress }, cancellationToken).ConfigureAwait(false);

    /// <summary>Starts many executions; see <see cref="StartManyAsync(IAsyncEnumerable{StartRequest}, StartManyOptions, CancellationToken)"/>.</summary>
    /// <param name="requests">What to start, read as places become free, on threads of the pool.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the reading; see <see cref="StartManyCanceledException"/>.</param>
    public async Task<StartManyResult> StartManyAsync(
        IEnumerable<StartRequest> requests,
        StartManyOptions options,
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
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the reading; what was read is still decided before the exception is thrown.</param>
    /// <exception cref="StartManyCanceledException">The token was signalled; says what was started.</exception>
    /// <exception cref="StartManyInterruptedException">The engine was stopped or faulted, or reading a request threw; says what was started.</exception>
    public async Task<StartManyResult> StartManyAsync(
        IAsyncEnumerable<StartRequest> requests,
        StartManyOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfUnusable();
        var starter = new ManyStarter(this, options, cancellationToken);
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
        if (_executions.Find(executionName) is { } existing)
        {
            return existing;
        }

        var function = _services.Functions.FindHighest(functionName);
        RequireInput(function, functionName, executionName, input);
        var execution = _executions.GetOrAdd(_services, executionName, functionName, function.Version, TermsOf(options, function), out isNew);
        if (isNew && !execution.Create(input.Payload))
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
