using DurableParallel.Engine.Executions;
using DurableParallel.Records;

namespace DurableParallel.Engine;

/// <content>Canceling executions.</content>
public sealed partial class DurableEngine
{
    /// <summary>Asks the execution of that name to cancel, and returns once the request is durable; see <see cref="ExecutionHandle.CancelAsync"/>.</summary>
    /// <param name="executionName">The execution's name.</param>
    /// <param name="reason">Why, for people: 1 to 1,024 characters; null for no reason.</param>
    /// <param name="cancellationToken">Ends the waiting; the execution is canceled all the same.</param>
    /// <returns>The execution, which ends later.</returns>
    /// <exception cref="ArgumentException">The name is not valid, or the reason is empty, too long, or has half of a character.</exception>
    /// <exception cref="ExecutionNotFoundException">There is no execution of that name.</exception>
    /// <exception cref="FeatureNotSupportedException">Its function runs in a process that the server serves (DP1045).</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    public async Task<ExecutionHandle> CancelAsync(string executionName, string? reason = null, CancellationToken cancellationToken = default)
    {
        ExecutionName.Check(executionName, nameof(executionName));
        ExecutionCancels.CheckReason(reason, nameof(reason));
        ThrowIfUnchangeable("canceling an execution");
        var execution = _executions.Find(executionName)
            ?? throw ExecutionNotFoundException.NoneOf(executionName, _options.JournalPath);

        // One that is about to be durable is not canceled before it is.
        var handle = await _services.Starts.CreatedAsync(execution).WaitAsync(cancellationToken).ConfigureAwait(false);
        await handle.CancelAsync(reason, cancellationToken).ConfigureAwait(false);
        return handle;
    }
}
