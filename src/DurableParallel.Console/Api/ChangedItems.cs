namespace DurableParallel.Console.Api;

/// <summary>Executions that are watched and have changed.</summary>
internal sealed record ChangedItems
{
    public required IReadOnlyList<ExecutionItem> Changed { get; init; }
}
