using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Turns;
using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel.Engine;

/// <content>
/// Completing callbacks from outside. It works whether the execution runs, is parked, has left memory or is blocked, and
/// from the moment on at which its code has the callback's id.
/// </content>
public sealed partial class DurableEngine
{
    private readonly CallbackSignals _signals;

    /// <summary>The callbacks of an execution that can be completed.</summary>
    internal IReadOnlyList<OpenCallback> ListOpenCallbacks(Execution execution) => _signals.ListOpen(execution);

    /// <summary>Completes a callback without a value; see <see cref="SucceedCallbackWithPayloadAsync(string, string, CancellationToken)"/>.</summary>
    /// <param name="callbackId">The callback's id.</param>
    /// <param name="cancellationToken">Ends the waiting; the callback may be completed all the same.</param>
    /// <returns>A task that completes when the completion is durable.</returns>
    public Task SucceedCallbackAsync(string callbackId, CancellationToken cancellationToken = default) =>
        SucceedCallbackWithPayloadAsync(callbackId, payload: null, cancellationToken);

    /// <summary>Completes a callback with a value; see <see cref="SucceedCallbackWithPayloadAsync(string, string, CancellationToken)"/>.</summary>
    /// <typeparam name="T">The value's type, as the function asks for it.</typeparam>
    /// <param name="callbackId">The callback's id.</param>
    /// <param name="value">The result, which the function's serializer makes a payload of; null is no payload. Of a callback with a serializer of its own, give the payload.</param>
    /// <param name="cancellationToken">Ends the waiting; the callback may be completed all the same.</param>
    /// <returns>A task that completes when the completion is durable.</returns>
    public async Task SucceedCallbackAsync<T>(string callbackId, T value, CancellationToken cancellationToken = default)
    {
        ThrowIfUnchangeable("completing a callback");
        var isKnownToFit = false;
        var payload = value is null ? null : Write(callbackId, value, out isKnownToFit);
        CheckPayload(payload, "A callback's result", nameof(value));
        var signal = new CallbackSignal(OperationAction.Succeed, payload) { IsKnownToFit = isKnownToFit };
        await SignalAsync(callbackId, signal, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Completes a callback and returns once that is durable; the function goes on by itself. Of several who complete
    /// one callback exactly one returns, and the others are told.
    /// </summary>
    /// <param name="callbackId">The callback's id, as the function handed it out.</param>
    /// <param name="payload">The result as it is recorded, at most 6 MiB of UTF-8; null is no payload.</param>
    /// <param name="cancellationToken">Ends the waiting; the callback may be completed all the same.</param>
    /// <returns>A task that completes when the completion is durable.</returns>
    /// <exception cref="ArgumentException">The payload is too large.</exception>
    /// <exception cref="PayloadRefusedException">The payload is not read as what the function awaits. Not checked where the engine cannot know it.</exception>
    /// <exception cref="CallbackClosedException">It was completed before, its time was up, or what waited for it has ended.</exception>
    /// <exception cref="CallbackNotFoundException">The id is malformed, or names no callback of this journal.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped; whether the callback is completed shows when the journal is opened again.</exception>
    public async Task SucceedCallbackWithPayloadAsync(string callbackId, string? payload = null, CancellationToken cancellationToken = default)
    {
        CheckPayload(payload, "A callback's result", nameof(payload));
        await SignalAsync(callbackId, new CallbackSignal(OperationAction.Succeed, payload), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Completes a callback with an error and returns once that is durable; the function gets a <see cref="CallbackFailedException"/>.</summary>
    /// <param name="callbackId">The callback's id, as the function handed it out.</param>
    /// <param name="error">What is recorded; long messages and stacks are cut, so that it stays below 32,768 bytes.</param>
    /// <param name="cancellationToken">Ends the waiting; the callback may be completed all the same.</param>
    /// <returns>A task that completes when the completion is durable.</returns>
    /// <exception cref="ArgumentException">The error has no type or no message.</exception>
    /// <exception cref="CallbackClosedException">It was completed before, its time was up, or what waited for it has ended.</exception>
    /// <exception cref="CallbackNotFoundException">The id is malformed, or names no callback of this journal.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped; whether the callback is completed shows when the journal is opened again.</exception>
    public async Task FailCallbackAsync(string callbackId, DurableError error, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (error.ErrorType is null || error.ErrorMessage is null)
        {
            throw new ArgumentException("An error has a type and a message; one of them is null. Pass a text, which may be empty.", nameof(error));
        }

        await SignalAsync(callbackId, new CallbackSignal(OperationAction.Fail, error: ErrorTrimmer.Trim(error)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Completes a callback with the error that an exception is recorded as; see
    /// <see cref="FailCallbackAsync(string, DurableError, CancellationToken)"/>. The function can ask
    /// <see cref="OperationFailedException.IsCausedBy{TException}"/>.
    /// </summary>
    /// <param name="callbackId">The callback's id.</param>
    /// <param name="exception">What went wrong.</param>
    /// <param name="cancellationToken">Ends the waiting; the callback may be completed all the same.</param>
    /// <returns>A task that completes when the completion is durable.</returns>
    public async Task FailCallbackAsync(string callbackId, Exception exception, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(exception);
        await FailCallbackAsync(callbackId, ErrorRecorder.FromException(exception), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Tells that somebody still works on a callback: its heartbeat interval begins again, its own time does not. Returns
    /// once that is durable. Wakes nobody, and does nothing to a callback without a heartbeat limit.
    /// </summary>
    /// <param name="callbackId">The callback's id, as the function handed it out.</param>
    /// <param name="cancellationToken">Ends the waiting; the heartbeat may be recorded all the same.</param>
    /// <returns>A task that completes when the heartbeat is durable.</returns>
    /// <exception cref="CallbackClosedException">It was completed, its time was up, or what waited for it has ended.</exception>
    /// <exception cref="CallbackNotFoundException">The id is malformed, or names no callback of this journal.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped.</exception>
    public Task HeartbeatCallbackAsync(string callbackId, CancellationToken cancellationToken = default) =>
        SignalAsync(callbackId, new CallbackSignal(OperationAction.Heartbeat), cancellationToken);

    // Where the callback is not found, sending says so.
    private string? Write<T>(string callbackId, T value, out bool isKnownToFit)
    {
        isKnownToFit = false;
        var expected = CallbackId.TryParse(callbackId, out var id) && _executions.Find(id.ExecutionName) is { } execution
            ? _signals.Expect(execution, id.Operation)
            : null;
        return expected is null ? Serializer.Serialize(value, SerializationContext.Input) : expected.Write(value, Serializer, out isKnownToFit);
    }

    private async Task SignalAsync(string callbackId, CallbackSignal signal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(callbackId);
        ThrowIfUnchangeable("completing a callback");
        if (!CallbackId.TryParse(callbackId, out var id))
        {
            throw CallbackNotFoundException.Malformed(callbackId.Length);
        }

        var execution = _executions.Find(id.ExecutionName) ?? throw CallbackNotFoundException.NoExecution();
        await _signals.SignalAsync(execution, id, signal, cancellationToken).ConfigureAwait(false);
    }
}
