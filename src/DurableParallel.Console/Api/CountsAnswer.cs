namespace DurableParallel.Console.Api;

/// <summary>How many executions there are.</summary>
internal sealed record CountsAnswer
{
    public required long Total { get; init; }

    public required IReadOnlyDictionary<string, long> ByStatus { get; init; }

    public required IReadOnlyDictionary<string, long> ByState { get; init; }
}
