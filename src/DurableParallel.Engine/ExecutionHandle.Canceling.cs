using DurableParallel.Engine.Executions;

namespace DurableParallel.Engine;

/// <content>Canceling the execution.</content>
public partial class ExecutionHandle
{
    /// <summary>
    /// Asks the execution to cancel, and returns once the request is durable. Bodies of steps that run have their token
    /// signalled and 5 seconds to end; what the execution waits for ends as canceled. Its code sees an
    /// <see cref="OperationCanceledException"/> and cleans up: finally blocks run, and may use durable operations for
    /// <see cref="DurableFunctionOptions.CleanupTimeout"/>. Then the execution ends as <see cref="ExecutionStatus.Canceled"/>.
    /// One that has not begun, see <see cref="Waiting"/>, ends so at once. Executions that it has invoked go on by themselves. Does nothing when it was asked before or has ended.
    /// </summary>
    /// <param name="reason">Why, for people: in the message of the exception, in the history and in the log. 1 to 1,024 characters; null for no reason.</param>
    /// <param name="cancellationToken">Ends the waiting; the execution is canceled all the same.</param>
    /// <returns>A task that completes when the request is durable. The execution ends later; wait for its result to see how.</returns>
    /// <exception cref="ArgumentException">The reason is empty or too long, or has half of a character, a lone surrogate.</exception>
    /// <exception cref="FeatureNotSupportedException">The function runs in a process that the server serves (DP1045). Use <see cref="StopAsync"/>.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public virtual async Task CancelAsync(string? reason = null, CancellationToken cancellationToken = default)
    {
        ExecutionCancels.CheckReason(reason, nameof(reason));
        Engine.ThrowIfUnchangeable("canceling an execution");
        await Execution.Services.Cancels.RequestAsync(Execution, reason).WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}
