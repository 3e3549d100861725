namespace DurableParallel.Console.Api;

/// <summary>How many executions an action has changed.</summary>
internal sealed record CountAnswer
{
    public required long Count { get; init; }
}
