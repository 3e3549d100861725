using DurableParallel.Records;
using DurableParallel.Testing.InMemory;

namespace DurableParallel.Testing;

/// <summary>
/// A callback of an execution, as the outside sees it. What is done to it is durable when the call returns, also while the
/// execution's process is down. Safe from any thread.
/// </summary>
public sealed class TestCallback
{
    private readonly InMemoryHost _host;
    private readonly InMemoryExecution _execution;
    private readonly IDurableSerializer _serializer;
    private readonly CallbackId _id;

    internal TestCallback(InMemoryHost host, InMemoryExecution execution, OperationEntry entry, IDurableSerializer serializer)
    {
        _host = host;
        _execution = execution;
        _serializer = serializer;
        _id = new CallbackId(execution.Name, entry.Id);
        var context = entry.Parent?.Record;
        Name = context?.SubType == OperationSubTypes.WaitForCallback ? context.Name : entry.Record.Name;
    }

    /// <summary>The name that the code gave it, for one of WaitForCallbackAsync that of the wait; null when it has none.</summary>
    public string? Name { get; }

    /// <summary>The id under which it is completed, as the code hands it out.</summary>
    public string Id => _id.ToString();

    /// <summary>Whether somebody may still complete it.</summary>
    public bool IsOpen => _execution.IsOpenCallback(_id.Operation);

    /// <summary>The execution that waits.</summary>
    public string ExecutionName => _execution.Name;

    /// <summary>Completes it with a value, which the function's serializer writes.</summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="value">The value.</param>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public void Succeed<T>(T value) => SucceedWithPayload(_serializer.Serialize(value, new SerializationContext(_execution, _id.Operation, RecordedNames.Of(_execution))));

    /// <summary>Completes it with a payload as it would come from elsewhere.</summary>
    /// <param name="payload">The whole text; null is no payload.</param>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public void SucceedWithPayload(string? payload) => _host.SucceedCallback(Id, payload);

    /// <summary>Completes it with an error.</summary>
    /// <param name="errorType">What kind of error, for example "Declined".</param>
    /// <param name="errorMessage">The message.</param>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public void Fail(string errorType, string errorMessage) => _host.FailCallback(Id, new DurableError(errorType, errorMessage));

    /// <summary>Gives a sign of life: the heartbeat interval begins again.</summary>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public void Heartbeat() => _host.HeartbeatCallback(Id);

    /// <inheritdoc/>
    public override string ToString() => $"callback '{Name ?? _id.Operation.ToString()}' of execution '{ExecutionName}'";

    internal bool IsCalled(string name, OperationEntry entry) =>
        string.Equals(Name, name, StringComparison.Ordinal) || string.Equals(entry.Record.Name, name, StringComparison.Ordinal);
}
