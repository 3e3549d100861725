using DurableParallel.Records;

namespace DurableParallel.Engine.Serving;

/// <summary>One change that a function process asks for, with ids as the wire has them. Its members fit the ranges of the wire; whether it fits the execution is for <see cref="CheckpointValidator"/> to say.</summary>
internal sealed record ServedUpdate
{
    public required string Id { get; init; }

    public required OperationType Type { get; init; }

    public required OperationAction Action { get; init; }

    public string? ParentId { get; init; }

    public string? Name { get; init; }

    public string? SubType { get; init; }

    public string? Payload { get; init; }

    public DurableError? Error { get; init; }

    /// <summary>How many bytes the error has on the wire.</summary>
    public int ErrorBytes { get; init; }

    /// <summary>Of a wait's START or a step's RETRY, in whole seconds; 0 elsewhere, and where it is missing.</summary>
    public int DelaySeconds { get; init; }

    public bool ReplayChildren { get; init; }

    public CallbackOptions? Callback { get; init; }

    public ChainedInvokeOptions? Invoke { get; init; }
}
