using DurableParallel.Callbacks;
using DurableParallel.Events;
using DurableParallel.Records;
using DurableParallel.Running.Operations;
using DurableParallel.Serialization;

namespace DurableParallel;

/// <content>Events: values that come from outside under a name.</content>
public sealed partial class DurableContext
{
    private const int LongestEventType = 256;

    /// <summary>
    /// Waits for an event of a name, which the outside or another execution raises. Each execution keeps the events of a name in
    /// the order in which they were raised, also those that came before any code waited, and each is given to one wait: of
    /// several waits for one name, the one that was started first gets the event that was raised first.
    /// </summary>
    /// <remarks>
    /// A wait stays open until it gets an event, its time is up, or the context that started it has ended. The loser of a race is
    /// still open: wait for the same task again, or give the wait a timeout.
    /// </remarks>
    /// <typeparam name="T">The type of the value. A string is accepted as JSON and as plain text; no payload is the default of the type.</typeparam>
    /// <param name="name">The event's name: 1 to 256 characters without control characters and line separators.</param>
    /// <param name="timeout">Above 0, at most 366 days, rounded up to whole milliseconds; null for no limit.</param>
    /// <returns>The value. One that cannot be read as <typeparamref name="T"/> is set aside, and the next event is waited for.</returns>
    /// <exception cref="ArgumentException">The name or the timeout is not valid.</exception>
    /// <exception cref="FeatureNotSupportedException">The host has no events: AWS Lambda, and the server.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    /// <exception cref="EventTimedOutException">When awaited: the time was up.</exception>
    public DurableTask<T> WaitForEventAsync<T>(string name, TimeSpan? timeout = null) =>
        WaitForEventAsync<T>(name, timeout is null ? null : new EventConfig { Timeout = timeout });

    /// <inheritdoc cref="WaitForEventAsync{T}(string, TimeSpan?)"/>
    /// <param name="name">The event's name: 1 to 256 characters without control characters and line separators.</param>
    /// <param name="config">Limit and serializer; null for no limit and the function's serializer.</param>
    public DurableTask<T> WaitForEventAsync<T>(string name, EventConfig? config) =>
        WaitForEvent<T>(name, config, nameof(WaitForEventAsync)).ValueTask;

    /// <summary>Waits for an event of a name, whatever its value is; see <see cref="WaitForEventAsync{T}(string, TimeSpan?)"/>.</summary>
    /// <param name="name">The event's name: 1 to 256 characters without control characters and line separators.</param>
    /// <param name="timeout">Above 0, at most 366 days, rounded up to whole milliseconds; null for no limit.</param>
    /// <returns>A task that completes when an event was taken and that is recorded.</returns>
    /// <exception cref="ArgumentException">The name or the timeout is not valid.</exception>
    /// <exception cref="FeatureNotSupportedException">The host has no events: AWS Lambda, and the server.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    /// <exception cref="EventTimedOutException">When awaited: the time was up.</exception>
    public DurableTask WaitForEventAsync(string name, TimeSpan? timeout = null) =>
        WaitForEvent<Nothing>(name, new EventConfig { Timeout = timeout, Serializer = IgnoredPayload.Instance }, nameof(WaitForEventAsync)).VoidTask;

    /// <summary>
    /// Raises an event in another execution of this host, once, however often this code runs again. It is durable there before
    /// the code goes on.
    /// </summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="execution">The name of the execution, which may be this one.</param>
    /// <param name="name">The event's name: 1 to 256 characters without control characters and line separators.</param>
    /// <param name="value">The value, which the function's serializer makes a payload of; null is no payload.</param>
    /// <returns>A task that completes when the event is raised and that is recorded.</returns>
    /// <exception cref="ArgumentException">A name is not valid.</exception>
    /// <exception cref="FeatureNotSupportedException">The host has no events: AWS Lambda, and the server.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    /// <exception cref="EventNotRaisedException">When awaited: the other execution does not take it.</exception>
    /// <exception cref="DurableLimitException">When awaited: the value is too large. Nothing was raised.</exception>
    public DurableTask RaiseEventAsync<T>(string execution, string name, T value)
    {
        EventLimits.CheckExecution(execution);
        EventLimits.CheckName(name);
        Invocation.Request.Checkpoints.RequireEvents(nameof(RaiseEventAsync));
        var header = Next(OperationType.EventRaise, OperationSubTypes.EventRaise, name);
        var raise = new EventRaiseOperation<T>(this, header, new EventRaiseOptions(execution), value);
        raise.Begin();
        return raise.VoidTask;
    }

    /// <summary>Raises an event without a value in another execution; see <see cref="RaiseEventAsync{T}(string, string, T)"/>.</summary>
    /// <param name="execution">The name of the execution, which may be this one.</param>
    /// <param name="name">The event's name: 1 to 256 characters without control characters and line separators.</param>
    /// <returns>A task that completes when the event is raised and that is recorded.</returns>
    /// <exception cref="ArgumentException">A name is not valid.</exception>
    /// <exception cref="FeatureNotSupportedException">The host has no events: AWS Lambda, and the server.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    /// <exception cref="EventNotRaisedException">When awaited: the other execution does not take it.</exception>
    public DurableTask RaiseEventAsync(string execution, string name) => RaiseEventAsync<object?>(execution, name, null);

    private EventWaitOperation<T> WaitForEvent<T>(string name, EventConfig? config, string call)
    {
        EventLimits.CheckName(name);
        Invocation.Request.Checkpoints.RequireEvents(call);
        var type = PayloadType<T>.Instance.Name;
        var options = new EventWaitOptions(config?.Timeout is { } timeout ? DurationRule.ToMilliseconds(timeout, nameof(EventConfig.Timeout)) : 0)
        {
            ValueType = config?.Serializer is null && type.Length <= LongestEventType ? type : null,
        };
        var header = Next(OperationType.EventWait, OperationSubTypes.EventWait, name);
        var wait = new EventWaitOperation<T>(this, header, options, config?.Serializer ?? Serializer);
        wait.Begin();
        return wait;
    }
}
