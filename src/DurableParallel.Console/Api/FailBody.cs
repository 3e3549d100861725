namespace DurableParallel.Console.Api;

/// <summary>The error that a callback is completed with.</summary>
internal sealed record FailBody
{
    public string? Type { get; init; }

    public required string Message { get; init; }
}
