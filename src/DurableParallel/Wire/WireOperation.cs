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

    public WireChainedInvokeDetails? ChainedInvokeDetails { get; set; }
}
