namespace DurableParallel.Protocol.Wire;

/// <summary>An operation as a host has it. The id is the text of whichever SDK made it.</summary>
internal sealed record WireOperation
{
    public required string Id { get; init; }

    /// <summary>The context above; null at the root.</summary>
    public string? ParentId { get; init; }

    public string? Name { get; init; }

    public required OperationType Type { get; init; }

    public string? SubType { get; init; }

    public required OperationStatus Status { get; init; }

    public required DateTimeOffset StartTimestamp { get; init; }

    public DateTimeOffset? EndTimestamp { get; init; }

    /// <summary>The one of its type; the others are null.</summary>
    public WireExecutionDetails? ExecutionDetails { get; init; }

    public WireContextDetails? ContextDetails { get; init; }

    public WireStepDetails? StepDetails { get; init; }

    public WireWaitDetails? WaitDetails { get; init; }

    public WireCallbackDetails? CallbackDetails { get; init; }

    public WireChainedInvokeDetails? ChainedInvokeDetails { get; init; }
}
