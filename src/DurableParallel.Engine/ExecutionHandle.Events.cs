using DurableParallel.Engine.Executions;

namespace DurableParallel.Engine;

/// <content>The events of an execution, and its callbacks by their names.</content>
public partial class ExecutionHandle
{
    /// <inheritdoc cref="DurableEngine.RaiseEventAsync(string, string, CancellationToken)"/>
    public virtual Task RaiseEventAsync(string eventName, CancellationToken cancellationToken = default) =>
        RaiseEventWithPayloadAsync(eventName, payload: null, eventId: null, cancellationToken);

    /// <inheritdoc cref="DurableEngine.RaiseEventAsync{T}(string, string, T, string, CancellationToken)"/>
    public virtual Task RaiseEventAsync<T>(string eventName, T value, string? eventId = null, CancellationToken cancellationToken = default) =>
        Engine.RaiseAsync(Execution, eventName, value, eventId, cancellationToken);

    /// <inheritdoc cref="DurableEngine.RaiseEventWithPayloadAsync(string, string, string, string, CancellationToken)"/>
    public virtual Task RaiseEventWithPayloadAsync(string eventName, string? payload, string? eventId = null, CancellationToken cancellationToken = default) =>
        Engine.RaisePayloadAsync(Execution, eventName, payload, eventId, cancellationToken);

    /// <summary>The events that the code waits for now.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The waits in the order in which they were started, which is the order in which they get events; none once the execution has ended.</returns>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public virtual async Task<IReadOnlyList<OpenEventWait>> GetOpenEventWaitsAsync(CancellationToken cancellationToken = default)
    {
        Engine.ThrowIfUnusable();
        return await Task.Run(() => EventRaises.ListOpen(Execution), cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The events that were raised and that no code has taken.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The events in the order in which they were raised; none once the execution has ended.</returns>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    public virtual async Task<IReadOnlyList<UnreadEvent>> GetUnreadEventsAsync(CancellationToken cancellationToken = default)
    {
        Engine.ThrowIfUnusable();
        return await Task.Run(() => EventRaises.ListUnread(Execution), cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="DurableEngine.SucceedCallbackAsync{T}(string, string, T, CancellationToken)"/>
    public virtual Task SucceedCallbackAsync<T>(string callbackName, T value, CancellationToken cancellationToken = default) =>
        Engine.SucceedCallbackAsync(Name, callbackName, value, cancellationToken);

    /// <inheritdoc cref="DurableEngine.SucceedCallbackWithPayloadAsync(string, string, string, CancellationToken)"/>
    public virtual Task SucceedCallbackWithPayloadAsync(string callbackName, string? payload = null, CancellationToken cancellationToken = default) =>
        Engine.SucceedCallbackWithPayloadAsync(Name, callbackName, payload, cancellationToken);

    /// <inheritdoc cref="DurableEngine.FailCallbackAsync(string, string, DurableError, CancellationToken)"/>
    public virtual Task FailCallbackAsync(string callbackName, DurableError error, CancellationToken cancellationToken = default) =>
        Engine.FailCallbackAsync(Name, callbackName, error, cancellationToken);

    /// <inheritdoc cref="DurableEngine.FailCallbackAsync(string, string, Exception, CancellationToken)"/>
    public virtual Task FailCallbackAsync(string callbackName, Exception exception, CancellationToken cancellationToken = default) =>
        Engine.FailCallbackAsync(Name, callbackName, exception, cancellationToken);

    /// <inheritdoc cref="DurableEngine.HeartbeatCallbackAsync(string, string, CancellationToken)"/>
    public virtual Task HeartbeatCallbackAsync(string callbackName, CancellationToken cancellationToken = default) =>
        Engine.HeartbeatCallbackAsync(Name, callbackName, cancellationToken);
}
