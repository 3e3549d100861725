namespace DurableParallel.Console.Api;

/// <summary>The value that a callback is completed with.</summary>
internal sealed record SucceedBody
{
    public string? Payload { get; init; }
}
