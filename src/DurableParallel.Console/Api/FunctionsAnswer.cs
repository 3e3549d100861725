namespace DurableParallel.Console.Api;

/// <summary>All functions.</summary>
internal sealed record FunctionsAnswer
{
    public required IReadOnlyList<FunctionItem> Items { get; init; }
}
