namespace DurableParallel.Console.Api;

/// <summary>How often an operation was retried.</summary>
internal sealed record RetriedTimes
{
    public required string Function { get; init; }

    public required string Operation { get; init; }

    public required long Retries { get; init; }
}
