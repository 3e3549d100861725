namespace DurableParallel.Wire;

/// <summary>What an operation of type CONTEXT has besides.</summary>
internal sealed record WireContextDetails : IWireOutcome
{
    public string? Result { get; set; }

    public WireError? Error { get; set; }

    /// <summary>Whether the children stay on record, to be asked for the value again.</summary>
    public bool? ReplayChildren { get; set; }
}
