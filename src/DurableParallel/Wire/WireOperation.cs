using System.Text.Json.Serialization;

namespace DurableParallel.Wire;

/// <summary>
/// An operation as a host has it. The id is the text of whichever SDK made it. Not changed once it is made: that its
/// members, and those of the details that are frequent, could be set is for the reader of JSON, which boxes all others.
/// </summary>
internal sealed record WireOperation
{
    [JsonRequired]
    public string Id { get; set; } = string.Empty;

    /// <summary>The context above; null at the root.</summary>
    public string? ParentId { get; set; }

    public string? Name { get; set; }

    [JsonRequired]
    public OperationType Type { get; set; }

    public string? SubType { get; set; }

    [JsonRequired]
    public OperationStatus Status { get; set; }

    [JsonRequired]
    public DateTimeOffset StartTimestamp { get; set; }

    public DateTimeOffset? EndTimestamp { get; set; }

    /// <summary>The one of its type; the others are null.</summary>
    public WireExecutionDetails? ExecutionDetails { get; set; }

    public WireContextDetails? ContextDetails { get; set; }

    public WireStepDetails? StepDetails { get; set; }

    public WireWaitDetails? WaitDetails { get; set; }

    public WireCallbackDetails? CallbackDetails { get; set; }

    public WireOutcomeDetails? ChainedInvokeDetails { get; set; }

    /// <summary>Of waits for events and of raised ones. The service has neither, so it is in saved histories alone.</summary>
    public WireOutcomeDetails? EventDetails { get; set; }

    /// <summary>Its result or error, in the details of its type; null for a type without, and where it has no details.</summary>
    [JsonIgnore]
    public IWireOutcome? Outcome => (IWireOutcome?)StepDetails ?? ContextDetails ?? (IWireOutcome?)CallbackDetails ?? ChainedInvokeDetails ?? EventDetails;

    /// <summary>Adds its result or its error to an operation that is just made, of a type whose details are nothing else; does nothing for other types.</summary>
    public WireOperation AddOutcome(string? result, WireError? error)
    {
        if (Type == OperationType.ChainedInvoke)
        {
            ChainedInvokeDetails = new WireOutcomeDetails { Result = result, Error = error };
        }
        else if (Type is OperationType.EventWait or OperationType.EventRaise)
        {
            EventDetails = new WireOutcomeDetails { Result = result, Error = error };
        }

        return this;
    }
}
