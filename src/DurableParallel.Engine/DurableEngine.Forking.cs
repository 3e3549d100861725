using DurableParallel.Engine.Listing;
using DurableParallel.Records;

namespace DurableParallel.Engine;

/// <content>Making new executions of what is on record of others.</content>
public sealed partial class DurableEngine
{
    /// <summary>
    /// Starts a new execution with a copy of what was on record of another one before one of its operations began, and
    /// returns once that is durable. What is copied is answered from its records; the operation and all that follows run.
    /// The source is not changed, whether it runs or has ended. Callbacks of the copy have ids of their own, and are open if
    /// they were open then. The new execution runs the same version of the function, for the same tenant, and its time begins
    /// when it is created.
    /// </summary>
    /// <param name="sourceName">The name of the execution that is copied.</param>
    /// <param name="at">The first operation that is not copied: its path of names, for example "checks/validate/rules", its position, for example "1-2-1", or its id.</param>
    /// <param name="options">The new execution's name, and what differs.</param>
    /// <param name="cancellationToken">Ends the waiting; the execution may be started all the same.</param>
    /// <returns>The new execution.</returns>
    /// <exception cref="ArgumentException">A name is not valid; the source has no such operation, or several; a result that is to be replaced is not on record before it; a payload is too large.</exception>
    /// <exception cref="PayloadRefusedException">The function cannot read the new input.</exception>
    /// <exception cref="ExecutionNotFoundException">There is no execution of that name.</exception>
    /// <exception cref="ExecutionNameTakenException">There is an execution of the new name.</exception>
    /// <exception cref="JournalDamagedException">The source's records cannot be read.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    public async Task<ExecutionHandle> ForkAsync(string sourceName, string at, ForkOptions options, CancellationToken cancellationToken = default)
    {
        ExecutionName.Check(sourceName, nameof(sourceName));
        ArgumentException.ThrowIfNullOrEmpty(at);
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfUnchangeable("forking an execution");
        var source = _executions.FindLatest(sourceName)
            ?? throw ExecutionNotFoundException.NoneOf(sourceName, _options.JournalPath);
        var fork = await Task.Run(() => _services.Forks.Fork(source, at, options, SerializerOf(source)), cancellationToken).ConfigureAwait(false);
        return await _services.Starts.CreatedAsync(fork).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forks all executions that the query means and that have the operation; see <see cref="ForkAsync"/>.</summary>
    /// <param name="query">Which executions.</param>
    /// <param name="at">The first operation that is not copied, as in <see cref="ForkAsync"/>. Executions that have none of it are passed over.</param>
    /// <param name="optionsFor">The new execution's name, and what differs, for each. Names that follow from the source's let an interrupted call be repeated.</param>
    /// <param name="cancellationToken">Ends the search; what was forked until then goes on.</param>
    /// <returns>How many were forked. Those whose new name was taken are passed over.</returns>
    /// <exception cref="ArgumentException">A result that is to be replaced is not on record before the operation, or a payload is too large.</exception>
    /// <exception cref="PayloadRefusedException">A function cannot read its new input.</exception>
    /// <exception cref="JournalDamagedException">The records of one cannot be read; the forks of those before it go on.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    public async Task<long> ForkManyAsync(ExecutionQuery query, string at, Func<ExecutionHandle, ForkOptions> optionsFor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentException.ThrowIfNullOrEmpty(at);
        ArgumentNullException.ThrowIfNull(optionsFor);
        ThrowIfUnchangeable("forking executions");
        var meant = new Selection(query);
        return await Task.Run(() => ForkManyAsync(meant, at, optionsFor, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    // The forks have higher numbers and may be meant as well, so the sources are found first.
    private async Task<long> ForkManyAsync(Selection meant, string at, Func<ExecutionHandle, ForkOptions> optionsFor, CancellationToken cancellationToken)
    {
        var forked = 0L;
        foreach (var source in _executions.Find(meant, after: null, cancellationToken).Select(static found => found.Execution).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_services.Forks.TryFork(source, at, () => optionsFor(MakeHandle(source)), SerializerOf(source)) is { } fork)
            {
                await _services.Starts.CreatedAsync(fork).ConfigureAwait(false);
                forked++;
            }
        }

        return forked;
    }
}
