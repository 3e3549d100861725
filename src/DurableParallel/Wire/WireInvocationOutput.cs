namespace DurableParallel.Wire;

/// <summary>What a function answers to its host.</summary>
internal sealed record WireInvocationOutput
{
    public required InvocationStatus Status { get; init; }

    /// <summary>Null for no value, empty when a checkpoint has brought it.</summary>
    public string? Result { get; init; }

    public WireError? Error { get; init; }
}
