
namespace DurableParallel.Records;

/// <summary>One change that a function asks its host to record. Which members are set follows from type and action.</summary>
internal readonly struct OperationUpdate
{
    public required OperationId Id { get; init; }

    public required OperationType Type { get; init; }

    public required OperationAction Action { get; init; }

    /// <summary>The nearest recorded context above; null at the root. Not always the parent of the id.</summary>
    public OperationId? ParentId { get; init; }

    public string? Name { get; init; }

    public string? SubType { get; init; }

    /// <summary>The whole text of a result, of an invoke's input on its START, or of a condition's state on its RETRY; null is no payload.</summary>
    public string? Payload { get; init; }

    public DurableError? Error { get; init; }

    /// <summary>The delay of a wait's START or of a step's RETRY, in milliseconds; 0 elsewhere.</summary>
    public long DelayMilliseconds { get; init; }

    /// <summary>On the START of a type that has any; null elsewhere.</summary>
    public OperationOptions? Options { get; init; }

    /// <summary>On a context's SUCCEED: the children stay on record, and replay runs the context again for their values.</summary>
    public bool ReplayChildren { get; init; }
}
