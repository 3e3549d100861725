using DurableParallel.Records;
using DurableParallel.Testing.InMemory;

namespace DurableParallel.Testing;

/// <summary>A wait of an execution for an event, as the outside sees it. What is raised is durable when the call returns. Safe from any thread.</summary>
public sealed class TestEventWait
{
    private readonly InMemoryExecution _execution;
    private readonly OperationId _id;

    internal TestEventWait(InMemoryExecution execution, OperationEntry entry)
    {
        _execution = execution;
        _id = entry.Id;
        Name = entry.Record.Name!;
    }

    /// <summary>The event's name.</summary>
    public string Name { get; }

    /// <summary>The execution that waits.</summary>
    public string ExecutionName => _execution.Name;

    /// <summary>Raises the event without a value in the execution.</summary>
    public void Raise() => RaiseWithPayload(payload: null);

    /// <summary>Raises the event in the execution, with a value that the function's serializer writes.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value; null is no payload.</param>
    public void Raise<T>(T value) => RaiseWithPayload(value is null ? null : _execution.Serializer.Serialize(value, new SerializationContext(_execution, _id)));

    /// <summary>Raises the event in the execution, with a payload as it would come from elsewhere.</summary>
    /// <param name="payload">The whole text; null is no payload.</param>
    public void RaiseWithPayload(string? payload) => _execution.RaiseEvent(Name, payload, eventId: null);

    /// <inheritdoc/>
    public override string ToString() => $"the wait for the event '{Name}' of execution '{ExecutionName}'";

    /// <summary>Whether it waits at this moment.</summary>
    internal bool IsOpen => _execution.IsOpenEventWait(_id);
}
