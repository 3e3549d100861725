namespace DurableParallel.Console.Api;

/// <summary>An operation of an execution.</summary>
internal sealed record OperationAddress
{
    public required string Execution { get; init; }

    public required string Id { get; init; }
}
