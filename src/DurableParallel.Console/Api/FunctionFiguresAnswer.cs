namespace DurableParallel.Console.Api;

/// <summary>The slowest functions, and the operations that are retried most.</summary>
internal sealed record FunctionFiguresAnswer
{
    public required IReadOnlyList<FunctionTimes> Slowest { get; init; }

    public required IReadOnlyList<RetriedTimes> Retried { get; init; }
}
