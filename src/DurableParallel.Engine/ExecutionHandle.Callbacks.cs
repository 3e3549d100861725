namespace DurableParallel.Engine;

/// <content>The callbacks of an execution.</content>
public partial class ExecutionHandle
{
    /// <summary>The callbacks that can be completed now.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The callbacks in the order of their creation; none once the execution has ended.</returns>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public virtual async Task<IReadOnlyList<OpenCallback>> GetOpenCallbacksAsync(CancellationToken cancellationToken = default)
    {
        Engine.ThrowIfUnusable();
        return await Task.Run(() => Engine.ListOpenCallbacks(Execution), cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
    }
}
