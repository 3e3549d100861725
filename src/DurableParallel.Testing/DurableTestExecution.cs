using DurableParallel.Engine;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Testing.Running;

namespace DurableParallel.Testing;

/// <summary>
/// An execution that a test drives by hand: its clock stands until it is advanced, or until <see cref="CompleteAsync"/> lets
/// it run to its end. Drive it from one test method at a time.
/// </summary>
public sealed class DurableTestExecution
{
    private readonly TestWorld _world;

    internal DurableTestExecution(TestWorld world) => _world = world;

    /// <summary>The execution's name.</summary>
    public string Name => _world.Execution.Name;

    /// <summary>The run's own clock.</summary>
    public ManualTimeProvider Clock => _world.Host.Clock;

    /// <summary>Where it stands.</summary>
    public ExecutionStatus Status => Inspect().Status;

    /// <summary>The callbacks that wait for an answer, in the order in which they were created, those of invoked executions included.</summary>
    public IReadOnlyList<TestCallback> OpenCallbacks => [.. Callbacks(null).Where(static callback => callback.IsOpen)];

    /// <summary>Completes when nothing is runnable: the function has ended, or only time or the outside can move it.</summary>
    /// <returns>A task that completes when nothing is runnable.</returns>
    /// <exception cref="DurableTestException">Nothing happens any more although something runs (DP7001).</exception>
    public Task RunUntilParkedAsync() => _world.RunUntilParkedAsync();

    /// <summary>Lets it run until it is parked, then moves the clock on, one due time after the other, letting it run at each; completes when it is parked at the new time.</summary>
    /// <param name="by">Zero or more.</param>
    /// <returns>A task that completes when the clock has advanced and nothing is runnable.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    /// <exception cref="DurableTestException">Nothing happens any more although something runs (DP7001).</exception>
    public async Task AdvanceByAsync(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        await RunUntilParkedAsync().ConfigureAwait(false);
        var until = Clock.GetUtcNow() + by;
        while (Clock.NextDue is { } due && due <= until)
        {
            Clock.AdvanceTo(due);
            await RunUntilParkedAsync().ConfigureAwait(false);
        }

        Clock.AdvanceTo(until);
        await RunUntilParkedAsync().ConfigureAwait(false);
    }

    /// <summary>The callback of that name: the latest that is open, else the latest.</summary>
    /// <param name="name">The name of the callback, or of the WaitForCallbackAsync.</param>
    /// <returns>The callback.</returns>
    /// <exception cref="InvalidOperationException">There is none (yet).</exception>
    public TestCallback Callback(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var found = Callbacks(name);
        return found.LastOrDefault(static callback => callback.IsOpen) ?? found.LastOrDefault() ?? throw new InvalidOperationException(
            $"Execution '{Name}' has no callback '{name}'. There are: {ShownList.Of(Callbacks(null).Select(static c => $"'{c.Name}'"), Callbacks(null).Count)}. "
            + "Run it until it is parked first, with RunUntilParkedAsync.");
    }

    /// <summary>Raises an event without a value in the execution; see <see cref="RaiseEventWithPayload"/>.</summary>
    /// <param name="name">The event's name, as the code waits for it.</param>
    /// <exception cref="EventRefusedException">The execution has ended, or keeps too many events.</exception>
    public void RaiseEvent(string name) => RaiseEventWithPayload(name, payload: null);

    /// <summary>Raises an event with a value in the execution, which the function's serializer writes; see <see cref="RaiseEventWithPayload"/>.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="name">The event's name, as the code waits for it.</param>
    /// <param name="value">The value; null is no payload.</param>
    /// <param name="eventId">What the event is recognized by when it is raised again; null when it is not.</param>
    /// <exception cref="EventRefusedException">The execution has ended, or keeps too many events.</exception>
    /// <exception cref="PayloadRefusedException">The code that waits for the event cannot read the value.</exception>
    public void RaiseEvent<T>(string name, T value, string? eventId = null)
    {
        var execution = _world.Execution;
        RaiseEventWithPayload(name, value is null ? null : execution.Serializer.Serialize(value, new SerializationContext(execution, null)), eventId);
    }

    /// <summary>Raises an event as it would come from elsewhere. It is durable when the call returns, also while the execution's process is down.</summary>
    /// <param name="name">The event's name, as the code waits for it.</param>
    /// <param name="payload">The whole text of the value; null is no payload.</param>
    /// <param name="eventId">What the event is recognized by when it is raised again; null when it is not.</param>
    /// <exception cref="ArgumentException">The name or the id is not valid.</exception>
    /// <exception cref="EventRefusedException">The execution has ended, or keeps too many events.</exception>
    /// <exception cref="PayloadRefusedException">The code that waits for the event cannot read the value.</exception>
    public void RaiseEventWithPayload(string name, string? payload, string? eventId = null)
    {
        EventLimits.CheckName(name);
        EventLimits.CheckId(eventId);
        _world.Execution.RaiseEvent(name, payload, eventId);
    }

    /// <summary>Ends the execution as stopped. Nothing, if it has ended.</summary>
    /// <param name="error">Why; null for the host's own error.</param>
    public void Stop(DurableError? error = null) => _world.Execution.Stop(error);

    /// <summary>
    /// Asks the execution to cancel, as <see cref="ExecutionHandle.CancelAsync"/> does: what it waits for ends as canceled, and its code
    /// cleans up. Nothing, if it was asked before or has ended.
    /// </summary>
    /// <param name="reason">Why, for people; null for no reason.</param>
    public void Cancel(string? reason = null) => _world.Execution.Cancel(reason);

    /// <summary>The process dies now: what is not durable is lost, and nothing happens until <see cref="Restart"/>. Nothing, if it has ended.</summary>
    public void Crash() => _world.Execution.Crash();

    /// <summary>Goes on from what is durable, after a crash or when blocked.</summary>
    /// <param name="function">Changed code, as after a deployment; null for the same.</param>
    /// <exception cref="InvalidOperationException">It has neither crashed nor is it blocked.</exception>
    public void Restart(DurableFunction? function = null) => _world.Execution.Restart(function);

    /// <summary>What it has come to so far.</summary>
    /// <returns>Operations, history and log as they are now.</returns>
    public DurableTestResult Inspect() => _world.Inspect();

    /// <summary>Lets the clock move on by itself, and completes when the execution has ended or is blocked.</summary>
    /// <returns>Outcome, operations, history and log.</returns>
    /// <exception cref="DurableTestException">Nothing happens any more (DP7001); the message says what it waits for.</exception>
    public Task<DurableTestResult> CompleteAsync() => _world.CompleteAsync(isAttended: true);

    private List<TestCallback> Callbacks(string? name) =>
    [
        .. from execution in _world.Host.Executions
           from entry in execution.Operations
           where entry.Record.Type == OperationType.Callback
           let callback = new TestCallback(_world.Host, execution, entry, execution.Serializer)
           where name is null || callback.IsCalled(name, entry)
           select callback,
    ];
}
