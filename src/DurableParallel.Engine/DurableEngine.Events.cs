using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;
using DurableParallel.Telemetry;

namespace DurableParallel.Engine;

/// <content>
/// Raising events in executions. It works whether the execution runs, is parked, has left memory, has not begun or is blocked.
/// </content>
public sealed partial class DurableEngine
{
    /// <summary>Raises an event without a value; see <see cref="RaiseEventWithPayloadAsync(string, string, string, string, CancellationToken)"/>.</summary>
    /// <param name="executionName">The execution's name.</param>
    /// <param name="eventName">The event's name, as the code waits for it.</param>
    /// <param name="cancellationToken">Ends the waiting; the event may be raised all the same.</param>
    /// <returns>A task that completes when the event is durable.</returns>
    public Task RaiseEventAsync(string executionName, string eventName, CancellationToken cancellationToken = default) =>
        RaiseEventWithPayloadAsync(executionName, eventName, payload: null, eventId: null, cancellationToken);

    /// <summary>Raises an event with a value; see <see cref="RaiseEventWithPayloadAsync(string, string, string, string, CancellationToken)"/>.</summary>
    /// <typeparam name="T">The value's type, as the code waits for it.</typeparam>
    /// <param name="executionName">The execution's name.</param>
    /// <param name="eventName">The event's name, as the code waits for it.</param>
    /// <param name="value">The value, which the function's serializer makes a payload of; null is no payload. Of a wait with a serializer of its own, give the payload.</param>
    /// <param name="eventId">What the event is recognized by: raised again with the same id it is not raised twice. 1 to 256 characters; null when each call raises one.</param>
    /// <param name="cancellationToken">Ends the waiting; the event may be raised all the same.</param>
    /// <returns>A task that completes when the event is durable.</returns>
    public async Task RaiseEventAsync<T>(string executionName, string eventName, T value, string? eventId = null, CancellationToken cancellationToken = default)
    {
        var execution = FindForEvent(executionName, eventName, eventId);
        await RaiseAsync(execution, eventName, value, eventId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Raises an event in an execution and returns once it is durable. The execution keeps the events of a name in the order in
    /// which they were raised, at most 1,000 unread ones with 8 MiB in all, until its code waits for them; each is given to one
    /// wait.
    /// </summary>
    /// <param name="executionName">The execution's name.</param>
    /// <param name="eventName">The event's name, as the code waits for it: 1 to 256 characters without control characters and line separators.</param>
    /// <param name="payload">The value as it is recorded, at most 6 MiB of UTF-8; null is no payload.</param>
    /// <param name="eventId">
    /// What the event is recognized by: as long as the execution is on record, another one with the same id is taken for it and
    /// not raised, whatever its name and its value are. 1 to 256 characters without control characters; null when each call raises one.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting; the event may be raised all the same.</param>
    /// <returns>A task that completes when the event is durable.</returns>
    /// <exception cref="ArgumentException">A name, the id or the payload is not valid.</exception>
    /// <exception cref="EventRefusedException">The execution has ended, keeps too many events, or runs in another process.</exception>
    /// <exception cref="ExecutionBlockedException">There is no memory for the execution's records in this process.</exception>
    /// <exception cref="ExecutionNotFoundException">There is no execution of that name, or it was purged.</exception>
    /// <exception cref="PayloadRefusedException">The code that waits for the event cannot read the value. Not checked where the engine cannot know it.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped; whether the event is raised shows when the journal is opened again.</exception>
    public async Task RaiseEventWithPayloadAsync(string executionName, string eventName, string? payload, string? eventId = null, CancellationToken cancellationToken = default)
    {
        var execution = FindForEvent(executionName, eventName, eventId);
        await RaisePayloadAsync(execution, eventName, payload, eventId, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="RaiseEventAsync{T}(string, string, T, string, CancellationToken)"/>
    internal async Task RaiseAsync<T>(Execution execution, string eventName, T value, string? eventId, CancellationToken cancellationToken)
    {
        var payload = value is null ? null : SerializerOf(execution).Serialize(value, new SerializationContext(execution, null));
        await RaisePayloadAsync(execution, eventName, payload, eventId, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="RaiseEventWithPayloadAsync(string, string, string, string, CancellationToken)"/>
    internal async Task RaisePayloadAsync(Execution execution, string eventName, string? payload, string? eventId, CancellationToken cancellationToken)
    {
        CheckEvent(eventName, eventId);
        CheckPayload(payload, "An event's value", nameof(payload));
        ThrowIfUnchangeable("raising an event");
        await _services.Events.RaiseAsync(execution, new EventSignal(eventName, payload, eventId, TraceParent.Current), cancellationToken).ConfigureAwait(false);
    }

    private static void CheckEvent(string eventName, string? eventId)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        EventLimits.CheckName(eventName);
        EventLimits.CheckId(eventId);
    }

    private Execution FindForEvent(string executionName, string eventName, string? eventId)
    {
        ExecutionName.Check(executionName, nameof(executionName));
        CheckEvent(eventName, eventId);
        ThrowIfUnchangeable("raising an event");
        return _executions.FindLatest(executionName) ?? throw ExecutionNotFoundException.NoneOf(executionName, _options.JournalPath);
    }
}
