using DurableParallel.Records;

namespace DurableParallel.Wire;

/// <summary>One change of an operation that a function asks for: the wire's OperationUpdate.</summary>
internal sealed record WireUpdate
{
    public required string Id { get; init; }

    /// <summary>The context above; null at the root.</summary>
    public string? ParentId { get; init; }

    public string? Name { get; init; }

    public required OperationType Type { get; init; }

    public string? SubType { get; init; }

    /// <summary>Never one of the host's own.</summary>
    public required OperationAction Action { get; init; }

    public string? Payload { get; init; }

    public WireError? Error { get; init; }

    public WireContextOptions? ContextOptions { get; init; }

    public WireStepOptions? StepOptions { get; init; }

    public WireWaitOptions? WaitOptions { get; init; }

    public WireCallbackOptions? CallbackOptions { get; init; }

    public WireChainedInvokeOptions? ChainedInvokeOptions { get; init; }
}
