namespace DurableParallel.Console.Api;

/// <summary>What is answered when a request is refused or fails.</summary>
internal sealed record ErrorAnswer
{
    public required ErrorBody Error { get; init; }
}
