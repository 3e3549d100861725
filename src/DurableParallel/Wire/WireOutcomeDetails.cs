namespace DurableParallel.Wire;

/// <summary>The details of a type whose operations have a result or an error, and nothing besides.</summary>
internal sealed record WireOutcomeDetails : IWireOutcome
{
    public string? Result { get; init; }

    public WireError? Error { get; init; }
}
