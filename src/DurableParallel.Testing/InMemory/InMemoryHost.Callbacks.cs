using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <content>What the outside does to callbacks. Durable when the call returns, also while the execution's process is down.</content>
internal sealed partial class InMemoryHost
{
    /// <summary>Completes a callback with a value.</summary>
    /// <param name="callbackId">The callback's id.</param>
    /// <param name="payload">The result as it is recorded; null is none.</param>
    /// <exception cref="ArgumentException">There is no such callback.</exception>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public void SucceedCallback(string callbackId, string? payload = null)
    {
        var (execution, id) = Find(callbackId);
        execution.EndCallback(id, OperationStatus.Succeeded, payload, error: null);
    }

    /// <summary>Completes a callback with an error.</summary>
    /// <param name="callbackId">The callback's id.</param>
    /// <param name="error">What is recorded, cut to what an error may have.</param>
    /// <exception cref="ArgumentException">There is no such callback.</exception>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public void FailCallback(string callbackId, DurableError error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var (execution, id) = Find(callbackId);
        execution.EndCallback(id, OperationStatus.Failed, payload: null, ErrorTrimmer.Trim(error));
    }

    /// <summary>Lets a callback's heartbeat interval begin again.</summary>
    /// <param name="callbackId">The callback's id.</param>
    /// <exception cref="ArgumentException">There is no such callback.</exception>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public void HeartbeatCallback(string callbackId)
    {
        var (execution, id) = Find(callbackId);
        execution.HeartbeatCallback(id);
    }

    private (InMemoryExecution Execution, CallbackId Id) Find(string callbackId)
    {
        if (!CallbackId.TryParse(callbackId, out var id))
        {
            throw new ArgumentException("The text is not the id of a callback. Pass the CallbackId of one as it was handed out.", nameof(callbackId));
        }

        var name = RunName.ExecutionOf(id.ExecutionName);
        return _executions.FirstOrDefault(execution => execution.Name == name) is { } found
            ? id.ExecutionName == RunName.Of(name, found.RunNumber) ? (found, id) : throw new InvalidOperationException($"The callback is one of an earlier run of the execution '{name}', which has ended.")
            : throw new ArgumentException($"There is no execution '{id.ExecutionName}', which the callback's id names.", nameof(callbackId));
    }
}
