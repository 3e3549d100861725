namespace DurableParallel.Engine;

/// <summary>A part of a list of executions.</summary>
/// <param name="Executions">The executions, in the order of the query; fewer than asked for only at the end.</param>
/// <param name="ContinuationToken">Asks for what follows; null at the end.</param>
public sealed record ExecutionPage(IReadOnlyList<ExecutionSummary> Executions, string? ContinuationToken);
