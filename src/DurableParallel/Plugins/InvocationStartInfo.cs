namespace DurableParallel;

/// <summary>An invocation that begins.</summary>
public sealed class InvocationStartInfo : InvocationInfo
{
    /// <summary>What the host changed since the last invocation ended, by id: waits that are over, attempts that are due.</summary>
    public required IReadOnlyDictionary<string, OperationInfo> UpdatedOperations { get; init; }
}
