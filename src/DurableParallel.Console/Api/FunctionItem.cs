namespace DurableParallel.Console.Api;

/// <summary>A function, with its versions.</summary>
internal sealed record FunctionItem
{
    public required string Name { get; init; }

    public required IReadOnlyList<FunctionVersion> Versions { get; init; }

    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    public FunctionLimitsView? Limits { get; init; }

    public string? Input { get; init; }

    public string? Output { get; init; }
}
