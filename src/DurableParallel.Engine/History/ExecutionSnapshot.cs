namespace DurableParallel.Engine.History;

/// <summary>Tree and history of an execution at one moment.</summary>
/// <param name="Tree">Its operations.</param>
/// <param name="Events">Its events.</param>
/// <param name="IsNumbered">Whether the events number their operations as the nodes do.</param>
internal sealed record ExecutionSnapshot(OperationTree Tree, IReadOnlyList<HistoryEvent> Events, bool IsNumbered);
