namespace DurableParallel.Wire;

/// <summary>What a host hands to a function that it invokes.</summary>
internal sealed record WireInvocationInput
{
    public required string DurableExecutionArn { get; init; }

    public required string CheckpointToken { get; init; }

    public required WireState InitialExecutionState { get; init; }

    /// <summary>What the host changed since the last invocation ended; null where it does not say.</summary>
    public IReadOnlyList<string>? UpdatedOperationIds
    {
        get;
        init => field = WireList.Checked(value);
    }
}
