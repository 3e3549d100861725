using DurableParallel.Engine.Executions;
using DurableParallel.Records;

namespace DurableParallel.Engine;

/// <content>
/// Completing callbacks by where they are: the execution's name, and the name that the code gave to CreateCallbackAsync or
/// WaitForCallbackAsync. Reads what is on record of the execution.
/// </content>
public sealed partial class DurableEngine
{
    /// <summary>Completes a callback of an execution with a value; see <see cref="SucceedCallbackWithPayloadAsync(string, string, string, CancellationToken)"/>.</summary>
    /// <typeparam name="T">The value's type, as the function asks for it.</typeparam>
    /// <param name="executionName">The execution's name.</param>
    /// <param name="callbackName">The name that the code gave to the callback, or to the wait for it.</param>
    /// <param name="value">The result, which the function's serializer makes a payload of; null is no payload.</param>
    /// <param name="cancellationToken">Ends the waiting; the callback may be completed all the same.</param>
    /// <returns>A task that completes when the completion is durable.</returns>
    public async Task SucceedCallbackAsync<T>(string executionName, string callbackName, T value, CancellationToken cancellationToken = default) =>
        await SucceedCallbackAsync(await FindCallbackAsync(executionName, callbackName, cancellationToken).ConfigureAwait(false), value, cancellationToken).ConfigureAwait(false);

    /// <summary>Completes a callback of an execution, by its name, and returns once that is durable; the function goes on by itself.</summary>
    /// <param name="executionName">The execution's name.</param>
    /// <param name="callbackName">The name that the code gave to the callback, or to the wait for it.</param>
    /// <param name="payload">The result as it is recorded, at most 6 MiB of UTF-8; null is no payload.</param>
    /// <param name="cancellationToken">Ends the waiting; the callback may be completed all the same.</param>
    /// <returns>A task that completes when the completion is durable.</returns>
    /// <exception cref="ArgumentException">The payload is too large.</exception>
    /// <exception cref="PayloadRefusedException">The payload is not read as what the function awaits. Not checked where the engine cannot know it.</exception>
    /// <exception cref="CallbackAmbiguousException">Several callbacks of that name can be completed.</exception>
    /// <exception cref="CallbackClosedException">It was completed before, its time was up, or what waited for it has ended.</exception>
    /// <exception cref="CallbackNotFoundException">The execution has no callback of that name.</exception>
    /// <exception cref="ExecutionNotFoundException">There is no execution of that name.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped; whether the callback is completed shows when the journal is opened again.</exception>
    public async Task SucceedCallbackWithPayloadAsync(string executionName, string callbackName, string? payload, CancellationToken cancellationToken = default) =>
        await SucceedCallbackWithPayloadAsync(await FindCallbackAsync(executionName, callbackName, cancellationToken).ConfigureAwait(false), payload, cancellationToken).ConfigureAwait(false);

    /// <summary>Completes a callback of an execution, by its name, with an error; see <see cref="FailCallbackAsync(string, DurableError, CancellationToken)"/>.</summary>
    /// <param name="executionName">The execution's name.</param>
    /// <param name="callbackName">The name that the code gave to the callback, or to the wait for it.</param>
    /// <param name="error">What is recorded; long messages and stacks are cut, so that it stays below 32,768 bytes.</param>
    /// <param name="cancellationToken">Ends the waiting; the callback may be completed all the same.</param>
    /// <returns>A task that completes when the completion is durable.</returns>
    public async Task FailCallbackAsync(string executionName, string callbackName, DurableError error, CancellationToken cancellationToken = default) =>
        await FailCallbackAsync(await FindCallbackAsync(executionName, callbackName, cancellationToken).ConfigureAwait(false), error, cancellationToken).ConfigureAwait(false);

    /// <summary>Completes a callback of an execution, by its name, with the error that an exception is recorded as; see <see cref="FailCallbackAsync(string, Exception, CancellationToken)"/>.</summary>
    /// <param name="executionName">The execution's name.</param>
    /// <param name="callbackName">The name that the code gave to the callback, or to the wait for it.</param>
    /// <param name="exception">What went wrong.</param>
    /// <param name="cancellationToken">Ends the waiting; the callback may be completed all the same.</param>
    /// <returns>A task that completes when the completion is durable.</returns>
    public async Task FailCallbackAsync(string executionName, string callbackName, Exception exception, CancellationToken cancellationToken = default) =>
        await FailCallbackAsync(await FindCallbackAsync(executionName, callbackName, cancellationToken).ConfigureAwait(false), exception, cancellationToken).ConfigureAwait(false);

    /// <summary>Lets the heartbeat interval of a callback of an execution, by its name, begin again; see <see cref="HeartbeatCallbackAsync(string, CancellationToken)"/>.</summary>
    /// <param name="executionName">The execution's name.</param>
    /// <param name="callbackName">The name that the code gave to the callback, or to the wait for it.</param>
    /// <param name="cancellationToken">Ends the waiting; the heartbeat may be recorded all the same.</param>
    /// <returns>A task that completes when the heartbeat is durable.</returns>
    public async Task HeartbeatCallbackAsync(string executionName, string callbackName, CancellationToken cancellationToken = default) =>
        await HeartbeatCallbackAsync(await FindCallbackAsync(executionName, callbackName, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    private Task<string> FindCallbackAsync(string executionName, string callbackName, CancellationToken cancellationToken)
    {
        ExecutionName.Check(executionName, nameof(executionName));
        ArgumentNullException.ThrowIfNull(callbackName);
        ThrowIfUnchangeable("completing a callback");
        var execution = _executions.FindLatest(executionName)
            ?? throw ExecutionNotFoundException.NoneOf(executionName, _options.JournalPath);
        return Task.Run(() => CallbackAddresses.Find(execution, callbackName).ToString(), cancellationToken);
    }
}
