namespace DurableParallel.Console.Api;

/// <summary>Why an execution is canceled.</summary>
internal sealed record CancelBody
{
    public string? Reason { get; init; }
}
