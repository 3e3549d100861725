using DurableParallel.Engine;
using DurableParallel.Errors;

namespace DurableParallel.Testing.InMemory;

/// <content>Events that executions raise in each other.</content>
internal sealed partial class InMemoryHost
{
    /// <summary>Raises an event in an execution by its name. Returns why it is not taken; null when it is, or was before.</summary>
    internal DurableError? TryRaise(string executionName, string eventName, string? payload, string eventId)
    {
        if (_executions.FirstOrDefault(execution => execution.Name == executionName) is not { } target)
        {
            return new DurableError("Event.ExecutionNotFound", $"There is no execution '{executionName}' in this run.");
        }

        try
        {
            target.RaiseEvent(eventName, payload, eventId);
            return null;
        }
        catch (EventRefusedException refused)
        {
            return ErrorTrimmer.Trim(new DurableError($"Event.{refused.Reason}", refused.Message));
        }
        catch (PayloadRefusedException refused)
        {
            return ErrorTrimmer.Trim(new DurableError("Event.ValueRefused", refused.Message));
        }
    }
}
