namespace DurableParallel.Wire;

/// <summary>What an operation of type CHAINED_INVOKE has besides.</summary>
internal sealed record WireChainedInvokeDetails
{
    public string? Result { get; init; }

    public WireError? Error { get; init; }
}
