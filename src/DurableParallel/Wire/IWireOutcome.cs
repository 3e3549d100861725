namespace DurableParallel.Wire;

/// <summary>The details of an operation of a type that has a result.</summary>
internal interface IWireOutcome
{
    string? Result { get; }

    WireError? Error { get; }
}
