namespace DurableParallel.Console.Api;

/// <summary>What an engine did in the last minutes.</summary>
internal sealed record FiguresHistory
{
    public required IReadOnlyList<FiguresAnswer> Points { get; init; }
}
