namespace DurableParallel.Console.Api;

/// <summary>How many executions a person has seen that an action is for.</summary>
internal sealed record BulkBody
{
    public required long Expected { get; init; }

    public string? Reason { get; init; }
}
