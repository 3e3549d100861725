namespace DurableParallel.Wire;

/// <summary>What an operation of type CALLBACK has besides.</summary>
internal sealed record WireCallbackDetails : IWireOutcome
{
    /// <summary>Under which the outside completes it; the host's own form.</summary>
    public string? CallbackId { get; init; }

    public string? Result { get; init; }

    public WireError? Error { get; init; }
}
