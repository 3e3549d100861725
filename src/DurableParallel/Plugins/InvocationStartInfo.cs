namespace DurableParallel;

/// <summary>An invocation that begins.</summary>
public sealed class InvocationStartInfo : InvocationInfo
{
    /// <summary>What the host changed since the last invocation ended, by id: waits that are over, attempts that are due.</summary>
    public required IReadOnlyDictionary<string, OperationInfo> UpdatedOperations { get; init; }

    /// <summary>The trace that the execution was started in, as W3C's traceparent has it: that of the code that started it, or of the execution that invoked it.</summary>
    /// <value>Null where it was started in no trace that is recorded, and on AWS, whose service keeps none.</value>
    public string? StartedFrom { get; init; }
}
